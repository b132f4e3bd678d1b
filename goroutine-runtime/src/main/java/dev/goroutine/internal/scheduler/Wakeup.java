package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.base.StackRoom;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.GlobalRunQueue;
import dev.goroutine.internal.queue.Resumable;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that an M comes for work that waits: brings idle Ps and idle Ms together,
 * Go's {@code wakep}, {@code startm} and {@code handoffp}.
 */
public final class Wakeup {

	private final GlobalRunQueue global;

	private final Processors processors;

	private final Machines machines;

	private final Stealer stealer;

	private final SchedulerEvents events;

	private final BackgroundWork background;

	private final Watcher watcher;

	/** Number of Ms that search, Go's {@code nmspinning}. */
	public final AtomicInteger spinning = new AtomicInteger();

	/** Whether there is work and no M was to be had for it, see {@link #startm}. */
	public volatile boolean needm;

	/**
	 * Whether sysmon has ended, so that nobody acts on {@link #needm}, see {@link #end}.
	 */
	volatile boolean over;

	Wakeup(Scheduler scheduler, Watcher watcher) {
		this.global = scheduler.global;
		this.processors = scheduler.processors;
		this.machines = scheduler.machines;
		this.stealer = scheduler.stealer;
		this.events = scheduler.events;
		this.background = watcher.backgroundWork();
		this.watcher = watcher;
	}

	/**
	 * Gets one more M to search for work, if a P is idle and no M searches yet. Call it
	 * after putting something into a queue, with a full fence between.
	 * <p>
	 * A thread that counts as searching and then gets no P may have misled others: <pre>
	 * this thread           an M                             another thread
	 * sees an idle P
	 *                       takes it after a blocking call
	 * counts, gets no P
	 *                       finds nothing, gives it up
	 *                                                        readies a goroutine, sees the
	 *                                                        count: wakes nobody
	 * no longer counts
	 * </pre> So it looks again after that, Go's {@code needspinning}. If there is no idle
	 * P even then, the M that gives one up later sees what is in the queues.
	 * <p>
	 * A thread that counts as searching and then has a P in hand must get on with it,
	 * since others rely on that. So background work leaves it to sysmon.
	 */
	void wakep() {
		while (this.spinning.get() == 0) {
			if (!this.processors.anyIdle()) {
				this.watcher.wakeIfOverdue();
				return;
			}
			boolean room = StackRoom.isThere();
			if (!room || this.background.isCallerBackground()) {
				// As if no M could be had: sysmon tries again.
				this.needm = true;
				this.watcher.wake();
				if (room) {
					releaseIfOver();
				}
				return;
			}
			if (this.spinning.compareAndSet(0, 1)) {
				Processor p = takeIdle();
				if (p != null) {
					startm(p, true);
					return;
				}
				this.spinning.decrementAndGet();
			}
		}
	}

	/** Takes an idle P: Go's {@code pidleget}. */
	@Nullable Processor takeIdle() {
		Processor p = this.processors.takeIdle();
		if (p != null) {
			this.watcher.wakeIfAsleep();
		}
		return p;
	}

	/** Finds another M for a P that was taken from its M. */
	public void handoffp(Processor p, Machine from, HandoffReason reason) {
		long at = this.events.taken();
		G<?> g = from.current();
		Machine to = handoffp(p);
		this.events.handedOff(p, from, g, reason, to, at);
	}

	public @Nullable Machine handoffp(Processor p) {
		p.machine(null);
		if (this.processors.isSurplus(p)) {
			this.processors.retire(p);
			wakep();
		}
		else if (!p.queue.isEmpty() || !this.global.isEmpty()) {
			return startm(p, false);
		}
		else {
			this.processors.putIdle(p);
			// As in Machine.releasep: another thread may have seen no idle P just before.
			if (!this.global.isEmpty() || this.stealer.findsWork(p)) {
				wakep();
			}
		}
		return null;
	}

	/**
	 * Runs a P on an idle M, else on a new one. If no M can be had, the P goes back and
	 * {@code needm} is set: <pre>
	 * this thread                       an M
	 * finds no idle M, may create none
	 *                                   finds no idle P
	 * puts P back
	 *                                   joins the idle Ms
	 * </pre> So the second of the two has to look once more: this thread after setting
	 * {@code needm}, the M after joining, if it sees {@code needm}.
	 */
	private @Nullable Machine startm(Processor p, boolean spinning) {
		Machine m = this.machines.start(p, spinning);
		if (m == null) {
			p.machine(null);
			this.processors.putIdle(p);
			if (spinning) {
				this.spinning.decrementAndGet();
			}
			this.needm = true;
			if (this.over) {
				release();
			}
			else if (!this.machines.idle.isEmpty()) {
				wakepAgain();
			}
			else if (Machine.isCurrentDemoted()) {
				this.watcher.wake();
			}
			else {
				this.watcher.wakeIfAsleep();
			}
		}
		return m;
	}

	/**
	 * Called by sysmon, which ends when the runtime is terminated and no M is left or
	 * needed. A thread may have been on its way with a goroutine since before: <pre>
	 * thread that readies               the last M              sysmon
	 * sees no termination
	 *                                                           (the runtime is terminated)
	 * adds to the global queue
	 * may create no M: there are
	 * too many, among them
	 *                                   ends
	 *                                                           sees no M, and none needed
	 * sets needm
	 * </pre> Both write first and read then: sysmon sees {@code needm}, or the other
	 * thread sees that sysmon has ended. The thread that sees it gives what is queued to
	 * the JDK's scheduler, where everything goes that is readied after the end.
	 */
	public void end() {
		this.over = true;
		if (this.needm || !this.global.isEmpty()) {
			release();
		}
	}

	/**
	 * After the end, gives the JDK's scheduler the goroutines that another thread has
	 * left in the queue for lack of room on its stack.
	 */
	void releaseIfOver() {
		if (this.over && !this.global.isEmpty()) {
			release();
		}
	}

	private void release() {
		Resumable task;
		while ((task = this.global.poll()) != null) {
			VirtualThreads.defaultScheduler().execute(task::resume);
		}
	}

	void wakepAgain() {
		this.needm = false;
		wakep();
	}

	public void wakepIfNeeded() {
		if (this.needm) {
			wakepAgain();
		}
	}

}
