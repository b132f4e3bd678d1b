package dev.goroutine.internal.scheduler;

/**
 * Watches the Ps and Ms of a scheduler from a thread of its own. The scheduler says here
 * when there is something to look at.
 */
public interface Watcher {

	/** Starts its thread. */
	void start();

	/** Makes it look now. */
	void wake();

	/**
	 * Makes it look now if it sleeps until it is woken. Called when a P is no longer
	 * idle, or when there was no M for a P.
	 */
	void wakeIfAsleep();

	/**
	 * Makes it look now if it would take a P that anybody waits for. Called when a
	 * goroutine has become ready and no P is idle.
	 */
	void wakeIfOverdue();

	/**
	 * The part that handles Ms whose goroutines burn too much CPU.
	 * @return the same object always
	 */
	BackgroundWork backgroundWork();

	/**
	 * The least time that the longest waiting runnable goroutine has waited, as far as
	 * the watcher has seen.
	 * @return nanoseconds, 0 if none has waited for some tenths of a second
	 */
	long oldestRunnableNanos();

	/** Creates the watcher of a scheduler. */
	@FunctionalInterface
	interface Factory {

		/**
		 * Creates the watcher.
		 * @param scheduler is not complete yet
		 * @return a watcher that is not started yet
		 */
		Watcher watch(Scheduler scheduler);

	}

}
