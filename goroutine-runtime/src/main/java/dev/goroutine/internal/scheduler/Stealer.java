package dev.goroutine.internal.scheduler;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntUnaryOperator;

import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.base.Warnings;
import dev.goroutine.internal.queue.Resumable;
import org.jspecify.annotations.Nullable;

/**
 * Finds work in the queues of other Ps: Go's {@code stealWork} and {@code runqgrab}.
 */
final class Stealer {

	/** Go's {@code stealTries}. */
	private static final int PASSES = 4;

	/**
	 * The wait before the next slot is robbed: Go's 3 µs, which the kernel makes some 60.
	 * The goroutine in the slot is about to run where it is, and moving it costs more
	 * than waiting that long.
	 */
	private static final long NEXT_BACK_OFF_NANOS = 3_000;

	private final Processors processors;

	private final IntUnaryOperator queueSizes;

	private final boolean half;

	private final Warnings warnings;

	private final SchedulerEvents events;

	private volatile VictimOrder order;

	Stealer(Processors processors, VictimOrder order, boolean half, Warnings warnings, SchedulerEvents events) {
		this.processors = processors;
		this.queueSizes = (id) -> processors.get(id).queue.size();
		this.order = order;
		this.half = half;
		this.warnings = warnings;
		this.events = events;
	}

	void order(VictimOrder order) {
		this.order = order;
	}

	/** Whether it is any use to wake an M for work in a local queue. */
	boolean isEnabled() {
		return this.order != VictimOrder.NONE;
	}

	/**
	 * Tries to steal for a P whose queue is empty.
	 * @param scratch work space with an element for each P
	 * @return the task to run, or {@code null}
	 */
	@Nullable Resumable steal(Processor thief, int[] scratch) {
		int count = 1;
		for (int pass = 1; pass <= PASSES && count > 0; pass++) {
			count = victims(thief.id, scratch);
			for (int i = 0; i < count; i++) {
				Resumable task = steal(thief, this.processors.get(scratch[i]), pass == PASSES);
				if (task != null) {
					return task;
				}
			}
		}
		// No policy knows the surplus Ps; their queues are for all.
		for (int id = this.processors.count(); id < this.processors.known(); id++) {
			Resumable task = steal(thief, this.processors.get(id), true);
			if (task != null) {
				return task;
			}
		}
		return null;
	}

	private @Nullable Resumable steal(Processor thief, Processor victim, boolean next) {
		if (victim == thief) {
			return null;
		}
		int stolen = victim.queue.stealInto(thief.queue, this.half);
		Resumable task = null;
		if (stolen > 0) {
			task = thief.queue.poll();
		}
		else if (next && victim.queue.hasNext()) {
			backOff();
			task = victim.queue.stealNext();
			stolen = (task != null) ? 1 : 0;
		}
		if (stolen > 0) {
			thief.stole(stolen);
			this.events.stole(thief, victim, stolen);
		}
		return task;
	}

	/** Whether that P would find something to steal. */
	boolean findsWork(Processor thief, int[] scratch) {
		int count = victims(thief.id, scratch);
		for (int i = 0; i < count; i++) {
			Processor victim = this.processors.get(scratch[i]);
			if (victim != thief && !victim.queue.isEmpty()) {
				return true;
			}
		}
		for (int id = this.processors.count(); id < this.processors.known(); id++) {
			if (!this.processors.get(id).queue.isEmpty()) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The same for a caller that has no work space. If there is no memory for it, the
	 * answer is yes: an M that looks in vain does no harm.
	 */
	boolean findsWork(Processor thief) {
		try {
			return findsWork(thief, new int[this.processors.count()]);
		}
		catch (OutOfMemoryError ex) {
			return true;
		}
	}

	private int victims(int thief, int[] scratch) {
		try {
			int count = this.order.victims(thief, this.queueSizes, scratch);
			for (int i = 0; i < count; i++) {
				if (scratch[i] < 0 || scratch[i] >= scratch.length) {
					throw new IndexOutOfBoundsException("There is no P " + scratch[i]);
				}
			}
			return count;
		}
		catch (Throwable ex) {
			// The policy is the user's code on our own thread: it must not take the M
			// with it.
			this.warnings.stealPolicyFailed(ex);
			return 0;
		}
	}

	/**
	 * Waits before the next slot is robbed. This sleeps rather than spins: two goroutines
	 * that ready each other in turn on one P keep waking a thief, and the shorter the
	 * thief is away, the more often they pay for that.
	 */
	private static void backOff() {
		LockSupport.parkNanos(NEXT_BACK_OFF_NANOS);
	}

}
