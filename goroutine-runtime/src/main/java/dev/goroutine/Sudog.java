package dev.goroutine;

import org.jspecify.annotations.Nullable;

/**
 * A waiter's place in the queue of one channel: Go's {@code sudog}. A select has one for
 * each of its cases. It is the outcome of its waiter once somebody at that channel has
 * claimed it.
 * <p>
 * Its fields are guarded by the channel's lock; when it is the outcome they are its
 * waiter's thread's.
 */
final class Sudog {

	final Waiter waiter;

	/** The index of its case in a select; in a group, of the zero it waits for. */
	final int index;

	/** What is to be sent, or was received. */
	@Nullable Object item;

	/** Whether it was woken because the channel has been closed. */
	boolean closed;

	@Nullable Sudog previous;

	@Nullable Sudog next;

	/** Whether it is in the queue. */
	boolean queued;

	Sudog(Waiter waiter, int index, @Nullable Object item) {
		this.waiter = waiter;
		this.index = index;
		this.item = item;
	}

	/**
	 * Readies those who were claimed together, in their order. For who has released the
	 * lock.
	 */
	static void readyAll(@Nullable Sudog first) {
		Sudog sudog = first;
		while (sudog != null) {
			Sudog next = sudog.next;
			sudog.next = null;
			sudog.waiter.ready();
			sudog = next;
		}
	}

	/**
	 * Waits in a queue, for that time at most.
	 * @param queue where it is already
	 * @param lock guards the queue
	 * @param nanos how long, {@link Long#MAX_VALUE} for ever
	 * @return whether it has been claimed; if not its time is over, and it has left the
	 * queue
	 * @throws InterruptedException if interrupted while it waits; it has left the queue
	 * then
	 */
	boolean await(WaitQueue queue, SpinLock lock, long nanos) throws InterruptedException {
		Object outcome = null;
		try {
			outcome = this.waiter.await(nanos, lock);
		}
		finally {
			if (outcome != this) {
				lock.lock();
				queue.remove(this);
				lock.unlock();
				if (lock instanceof TimerChan timer) {
					timer.disarm();
				}
			}
		}
		if (outcome == Waiter.INTERRUPTED) {
			throw new InterruptedException();
		}
		return outcome == this;
	}

	/** Makes itself the outcome of its waiter, unless that has one. */
	boolean claim() {
		return this.waiter.claim(this);
	}

}
