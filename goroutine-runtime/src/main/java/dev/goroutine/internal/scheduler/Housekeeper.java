package dev.goroutine.internal.scheduler;

/** Works beside a scheduler on a thread of its own, and sleeps while nothing runs. */
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

	/** Starts its thread. Called when the scheduler starts. */
	void start();

	/**
	 * Wakes it if it sleeps and something has run. The watcher, while awake, calls this
	 * some times a second.
	 */
	void wakeIfDormant();

	/** Wakes it. Called when the scheduler ends. */
	void wake();

}
