package dev.goroutine.internal.queue;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;

/** A virtual thread that a goroutine, or another child, has started by itself. */
public final class Child implements Resumable {

	private static final AtomicReferenceFieldUpdater<Child, @Nullable Resumable> LINK = AtomicReferenceFieldUpdater
		.newUpdater(Child.class, Resumable.class, "link");

	private final Children children;

	/** The continuation that the JDK wants to have run. */
	private final Runnable continuation;

	private final Thread thread;

	private volatile @Nullable Resumable link;

	public Child(Children children, Runnable continuation, Thread thread) {
		this.children = children;
		this.continuation = continuation;
		this.thread = thread;
	}

	/**
	 * Creates an entry to fill a queue with. It is claimed already.
	 * @return an entry that runs nothing
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
