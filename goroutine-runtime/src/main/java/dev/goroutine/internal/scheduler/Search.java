package dev.goroutine.internal.scheduler;

import java.lang.invoke.VarHandle;

import dev.goroutine.internal.base.Padded;
import dev.goroutine.internal.queue.Resumable;
import org.jspecify.annotations.Nullable;

/**
 * One M's search for something to run on its P: Go's {@code findRunnable}. It also
 * decides whether the M may be {@code spinning}, that is, look at other Ps.
 */
public final class Search extends Padded {

	/** The least time between two runs that an M measures. */
	private static final long MEASURE_NANOS = 1_000_000;

	private final Scheduler scheduler;

	/** Work space for the stealing policy, with an element for each P. */
	private int[] scratch = {};

	/** Whether taking the last task has left work to others. */
	private boolean leavesWork;

	/** Whether the M counts as searching. */
	private volatile boolean spinning;

	/** Whether the last task goes on with the time slice of the task before. */
	private boolean inheritsTime;

	/** Whether the CPU time of the last task is to be measured. */
	private boolean measures;

	/** When a task was last chosen to be measured. */
	private long measuredAt;

	/**
	 * Creates the search of a new M.
	 * @param spinning whether the M has been counted as searching
	 */
	Search(Scheduler scheduler, boolean spinning) {
		this.scheduler = scheduler;
		this.spinning = spinning;
	}

	/**
	 * Takes the task to run next, in Go's order.
	 * @return the task, or {@code null} if there was none
	 */
	@Nullable Resumable next(Processor p) {
		Scheduler sched = this.scheduler;
		this.inheritsTime = false;
		this.leavesWork = false;
		this.measures = false;
		Resumable task;
		long tick = p.ticks();
		if (p.globalTurn.isDue(tick)) {
			long now = System.nanoTime();
			p.globalTurn.taken(tick, now);
			if (now - this.measuredAt >= MEASURE_NANOS) {
				this.measuredAt = now;
				this.measures = true;
			}
			// A batch: one at a time would let the rest wait without end.
			if ((task = takeGlobal(p)) != null) {
				return task;
			}
		}
		if ((task = p.queue.poll()) != null) {
			this.inheritsTime = p.queue.inheritsTimeSlice();
			return task;
		}
		if ((task = takeGlobal(p)) != null) {
			return task;
		}
		return tryStartSpinning() ? sched.stealer.steal(p, scratch()) : null;
	}

	/**
	 * Takes a batch from the global queue. On the way between the queues its tasks are
	 * seen by nobody, hence the second half of {@link #found}: <pre>
	 * this M                 another M, which searches        thread that readies
	 *                                                         puts two into the global queue
	 *                                                         sees the count: wakes nobody
	 * takes both
	 *                        gives its P up
	 *                        finds all queues empty, parks
	 * puts one into its P's
	 * </pre>
	 */
	private @Nullable Resumable takeGlobal(Processor p) {
		Resumable task = this.scheduler.global.pollBatch(p.queue, this.scheduler.gomaxprocs());
		this.leavesWork = task != null
				&& (!this.scheduler.global.isEmpty() || (this.scheduler.stealer.isEnabled() && !p.queue.isEmpty()));
		return task;
	}

	/**
	 * Whether the last task of {@link #next} goes on with the time slice of the task
	 * before.
	 */
	boolean inheritsTimeSlice() {
		return this.inheritsTime;
	}

	/** Whether the CPU time of the last task of {@link #next} is to be measured. */
	boolean measures() {
		return this.measures;
	}

	/** Looks at all queues but the P's own, without taking anything. */
	boolean findsWork(Processor p) {
		return !this.scheduler.global.isEmpty() || this.scheduler.stealer.findsWork(p, scratch());
	}

	private int[] scratch() {
		int count = this.scheduler.gomaxprocs();
		if (this.scratch.length != count) {
			this.scratch = new int[count];
		}
		return this.scratch;
	}

	/**
	 * Whether to look for work at other Ps. At most half as many Ms as there are busy Ps
	 * may do so, because more would burn more than they find.
	 */
	private boolean tryStartSpinning() {
		if (!this.spinning && 2 * this.scheduler.wakeup.spinning.get() < this.scheduler.processors.busy()) {
			startSpinning();
		}
		return this.spinning;
	}

	void startSpinning() {
		this.spinning = true;
		this.scheduler.wakeup.spinning.incrementAndGet();
	}

	void stopSpinning() {
		if (this.spinning) {
			this.spinning = false;
			this.scheduler.wakeup.spinning.decrementAndGet();
		}
	}

	/**
	 * Called when the M will run what it got. The last searching M that finds work wakes
	 * another: where there was work for one there may be more. An M that has not searched
	 * also wakes another, if it has left work in the global queue or has moved a batch
	 * into a queue that is open to thieves.
	 */
	void found() {
		if (this.spinning) {
			this.spinning = false;
			if (this.scheduler.wakeup.spinning.decrementAndGet() == 0) {
				this.scheduler.wakeup.wakep();
			}
		}
		else if (this.leavesWork) {
			VarHandle.fullFence();
			this.scheduler.wakeup.wakep();
		}
	}

	/**
	 * Called after a rest, with a P.
	 * @param spinning whether the thread that gave the P has counted the M as searching
	 */
	void resume(boolean spinning) {
		this.spinning = spinning;
	}

	boolean isSpinning() {
		return this.spinning;
	}

}
