package dev.goroutine.internal.sync;

import org.jspecify.annotations.Nullable;

/**
 * The place of a waiter in one queue: Go's {@code sudog}. A select has a place for each
 * of its cases. A place becomes the outcome of its waiter when it is claimed.
 * <p>
 * The fields are guarded by the lock of the queue. Once the place is the outcome, they
 * belong to the thread of the waiter.
 */
public final class Sudog {

	/** The waiter whose place this is. */
	public final Waiter waiter;

	/**
	 * The index of the case in a select; in a wait group, of the zero that is waited for.
	 */
	public final int index;

	/** The value to be sent, or the value received. */
	public @Nullable Object item;

	/** Whether the waiter was woken because the channel has been closed. */
	public boolean closed;

	@Nullable Sudog previous;

	@Nullable Sudog next;

	/** Whether the place is in its queue. */
	boolean queued;

	/**
	 * Creates a place that is in no queue yet.
	 * @param waiter the waiter
	 * @param index see {@link #index}
	 * @param item the value to be sent, if there is one
	 */
	public Sudog(Waiter waiter, int index, @Nullable Object item) {
		this.waiter = waiter;
		this.index = index;
		this.item = item;
	}

	/**
	 * Readies waiters that were claimed together, in their order. The caller must have
	 * released the lock.
	 * @param first the first of them, linked to the others
	 */
	public static void readyAll(@Nullable Sudog first) {
		Sudog sudog = first;
		while (sudog != null) {
			Sudog next = sudog.next;
			sudog.next = null;
			sudog.waiter.ready();
			sudog = next;
		}
	}

	/**
	 * Waits in a queue. The thread of the waiter calls this.
	 * @param queue the queue, in which this place is already
	 * @param lock the lock that guards the queue
	 * @param nanos the longest time to wait, {@link Long#MAX_VALUE} for ever
	 * @return whether this place has been claimed; if not, the time is over and the place
	 * has left the queue
	 * @throws InterruptedException if interrupted during the wait; the place has left the
	 * queue then
	 */
	public boolean await(WaitQueue queue, SpinLock lock, long nanos) throws InterruptedException {
		Object outcome = null;
		try {
			outcome = this.waiter.await(nanos, lock);
		}
		finally {
			if (outcome != this) {
				lock.lock();
				queue.remove(this);
				lock.unlock();
				lock.disarm();
			}
		}
		if (outcome == Waiter.INTERRUPTED) {
			throw new InterruptedException();
		}
		return outcome == this;
	}

	/**
	 * Makes this place the outcome of its waiter, unless the waiter has an outcome.
	 * @return whether this place is the outcome now
	 */
	public boolean claim() {
		return this.waiter.claim(this);
	}

}
