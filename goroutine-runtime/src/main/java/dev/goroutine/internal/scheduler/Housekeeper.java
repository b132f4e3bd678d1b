package dev.goroutine.internal.scheduler;

/**
 * Works beside a scheduler on a thread of its own, and sleeps while nothing runs.
 */
public interface Housekeeper {

	/** Does nothing. */
	Housekeeper NONE = new Housekeeper() {

		@Override
		public void start() {
		}

		@Override
		public void wakeIfDormant() {
		}

		@Override
		public void wake() {
		}

	};

	/** The scheduler starts. */
	void start();

	/** The watcher is awake, and calls this some times a second. */
	void wakeIfDormant();

	/** The scheduler ends, or has something to show. */
	void wake();

}
