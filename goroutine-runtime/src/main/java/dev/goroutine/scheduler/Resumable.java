package dev.goroutine.scheduler;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

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
	 * The one behind it in the list of those for whose queueing there was no memory; the
	 * last one has one too, so that each that is in the list can be told by it.
	 * @return it, or {@code null} if it is not in the list
	 */
	@Nullable Resumable link();

	/**
	 * Sets that, for who has claimed it and not queued it yet, or has taken it.
	 * @param link the one behind it, or {@code null}
	 */
	void link(@Nullable Resumable link);

	/**
	 * Sets that if it is not in the list. It may be: who reads the stack of a goroutine
	 * that was just woken makes the JDK submit it once more.
	 * @param link the one behind it
	 * @return whether it was not
	 */
	boolean claimLink(Resumable link);

	/**
	 * A virtual thread that is no goroutine.
	 */
	final class Foreign implements Resumable {

		private static final AtomicReferenceFieldUpdater<Foreign, @Nullable Resumable> LINK = AtomicReferenceFieldUpdater
			.newUpdater(Foreign.class, Resumable.class, "link");

		private final Runnable continuation;

		private volatile @Nullable Resumable link;

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

		@Override
		public boolean claimLink(Resumable link) {
			return LINK.compareAndSet(this, null, link);
		}

	}

}
