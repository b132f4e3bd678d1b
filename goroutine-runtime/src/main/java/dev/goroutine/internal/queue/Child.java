package dev.goroutine.internal.queue;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that a goroutine has started by itself, or one below that.
 */
public final class Child implements Resumable {

	private static final AtomicReferenceFieldUpdater<Child, @Nullable Resumable> LINK = AtomicReferenceFieldUpdater
		.newUpdater(Child.class, Resumable.class, "link");

	private final Children children;

	/** What the JDK wants to have run. */
	private final Runnable continuation;

	private final Thread thread;

	private volatile @Nullable Resumable link;

	public Child(Children children, Runnable continuation, Thread thread) {
		this.children = children;
		this.continuation = continuation;
		this.thread = thread;
	}

	/**
	 * Something to fill a queue with, claimed already.
	 * @return runs nothing
	 */
	public static Resumable placeholder() {
		Child placeholder = new Child(new Children(), () -> {
		}, Thread.currentThread());
		placeholder.claim();
		return placeholder;
	}

	@Override
	public void resume() {
		this.link = null;
		try {
			this.continuation.run();
		}
		finally {
			if (!this.thread.isAlive()) {
				this.children.remove(this.continuation);
			}
		}
	}

	@Override
	public boolean claim() {
		return LINK.compareAndSet(this, null, END);
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
