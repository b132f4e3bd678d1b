package dev.goroutine.internal.scheduler;

import dev.goroutine.internal.queue.Ticket;

/** Schedulers whose goroutines run where the actor wants them to. */
public final class NoMachines {

	private NoMachines() {
	}

	/**
	 * A scheduler that has no M.
	 * @return to be {@linkplain #giveBack given back}
	 */
	public static Scheduler scheduler() {
		return StressMachines.scheduler(1);
	}

	/**
	 * Runs the goroutines that are ready, on the caller.
	 * @param scheduler whose
	 */
	public static void run(Scheduler scheduler) {
		Ticket.runAll(scheduler.global);
	}

	/**
	 * Takes a scheduler back after a race.
	 * @param scheduler the scheduler
	 */
	public static void giveBack(Scheduler scheduler) {
		StressMachines.giveBack(scheduler);
	}

}
