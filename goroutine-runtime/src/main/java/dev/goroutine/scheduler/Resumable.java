package dev.goroutine.scheduler;

/**
 * What the run queues hold: a {@link G}, or the continuation of a virtual thread that a
 * goroutine has started by itself and that has inherited our scheduler.
 */
interface Resumable {

	/**
	 * Runs on the calling M until it parks, yields or ends.
	 */
	void resume();

	/**
	 * A virtual thread that is no goroutine.
	 *
	 * @param continuation what the JDK wants to have run
	 */
	record Foreign(Runnable continuation) implements Resumable {

		@Override
		public void resume() {
			this.continuation.run();
		}

	}

}
