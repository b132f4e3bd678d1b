package dev.goroutine.internal.scheduler;

/**
 * Watches the Ps and Ms of a scheduler from a thread of its own. The scheduler says here
 * when there is something to look at.
 */
public interface Watcher {

	/** Starts its thread. */
	void start();

	/** Has it look now. */
	void wake();

	/**
	 * The same if it sleeps until it is woken: a P is no longer idle, or there was no M
	 * for one.
	 */
	void wakeIfAsleep();

	/**
	 * The same if a goroutine is over its time slice: another one has found no idle P.
	 */
	void wakeIfOverdue();

	/**
	 * What it makes of Ms whose goroutines burn too much CPU.
	 * @return the same object always
	 */
	BackgroundWork backgroundWork();

	/**
	 * How long the goroutine that has been runnable longest has waited at least, as far
	 * as it has seen.
	 * @return nanoseconds, 0 if none has waited for some tenths of a second
	 */
	long oldestRunnableNanos();

	/**
	 * Creates the watcher of a scheduler.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Creates it.
		 * @param scheduler is not complete yet
		 * @return a watcher that is not started yet
		 */
		Watcher watch(Scheduler scheduler);

	}

}
