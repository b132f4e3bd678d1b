package dev.goroutine.internal.scheduler;

import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * The place where an M without a P parks until another thread gives it one: Go's
 * {@code m.park} and {@code m.nextp}.
 */
final class MachinePark {

	private final Machine machine;

	private final Scheduler scheduler;

	/** A P on its way to the M. */
	private volatile @Nullable Processor next;

	/** Whether the M is counted as searching when it gets {@link #next}. */
	private boolean spinning;

	MachinePark(Machine machine, Scheduler scheduler) {
		this.machine = machine;
		this.scheduler = scheduler;
	}

	/**
	 * Parks until the M is given a P. Called by the M, which has joined the idle Ms.
	 * @return the P, or {@code null} if it is time to end
	 */
	@Nullable Processor await() {
		long parkedAt = System.nanoTime();
		Processor p;
		while ((p = this.next) == null) {
			long left = this.scheduler.idleTimeoutNanos() - (System.nanoTime() - parkedAt);
			if ((left <= 0 || this.scheduler.isTerminated()) && this.scheduler.machines.idle.remove(this.machine)) {
				return null;
			}
			if (left > 0 && !this.scheduler.isTerminated()) {
				LockSupport.parkNanos(this.machine, left);
			}
			else {
				// A waker has already taken this M and will assign a P at once, so it
				// must not end.
				Thread.onSpinWait();
			}
			// An interrupt meant for a goroutine can come late. It would turn parking
			// into spinning.
			Thread.interrupted();
		}
		this.next = null;
		return p;
	}

	/** Whether the M is to look for work first. Called by the M once it has the P. */
	boolean isToSpin() {
		return this.spinning;
	}

	/** Gives the M a P. The caller must have taken the M from the idle Ms. */
	void assign(Processor p, boolean spinning) {
		this.spinning = spinning;
		this.next = p;
		LockSupport.unpark(this.machine);
	}

}
