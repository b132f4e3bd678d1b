package dev.goroutine.internal.scheduler;

import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * Where an M without a P parks until somebody gives it one: Go's {@code m.park} and
 * {@code m.nextp}.
 */
final class MachinePark {

	private final Machine machine;

	private final Scheduler scheduler;

	/** A P on its way to the M. */
	private volatile @Nullable Processor next;

	/** What goes with it. */
	private boolean spinning;

	MachinePark(Machine machine, Scheduler scheduler) {
		this.machine = machine;
		this.scheduler = scheduler;
	}

	/**
	 * For the M, which has joined the idle ones: parks until it is given a P.
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
				// Too late to end: somebody has chosen this M and is about to say for
				// what.
				Thread.onSpinWait();
			}
			// An interrupt meant for a goroutine can come late; it would turn parking
			// into spinning.
			Thread.interrupted();
		}
		this.next = null;
		return p;
	}

	/** For the M, with the P: whether it is to look for work first. */
	boolean isToSpin() {
		return this.spinning;
	}

	/** For who has taken the M from the idle ones. */
	void assign(Processor p, boolean spinning) {
		this.spinning = spinning;
		this.next = p;
		LockSupport.unpark(this.machine);
	}

}
