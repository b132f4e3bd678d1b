package dev.goroutine.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * What the run queues hold: a {@link G}, or the continuation of a virtual thread that a
 * goroutine has started by itself and that has inherited our scheduler.
 */
interface Resumable {

	/**
	 * Runs on the calling M until it parks, yields or ends.
	 */
	void resume();

	/** Whether that is the same goroutine or thread. */
	default boolean isSame(Resumable other) {
		return this == other;
	}

	/**
	 * The one behind it in the list of those for whose queueing there was no memory. It
	 * is in one queue at a time, so it needs one link.
	 * @return it, or {@code null}
	 */
	@Nullable Resumable link();

	/** Sets that, for who has taken it or is about to queue it. */
	void link(@Nullable Resumable link);

	/**
	 * A virtual thread that is no goroutine.
	 */
	final class Foreign implements Resumable {

		private final Runnable continuation;

		private @Nullable Resumable link;

		/**
		 * Creates one.
		 * @param continuation what the JDK wants to have run
		 */
		Foreign(Runnable continuation) {
			this.continuation = continuation;
		}

		@Override
		public void resume() {
			this.continuation.run();
		}

		/** One is made each time it becomes runnable; the JDK hands over the same one. */
		@Override
		public boolean isSame(Resumable other) {
			return other instanceof Foreign foreign && foreign.continuation == this.continuation;
		}

		@Override
		public @Nullable Resumable link() {
			return this.link;
		}

		@Override
		public void link(@Nullable Resumable link) {
			this.link = link;
		}

	}

}
