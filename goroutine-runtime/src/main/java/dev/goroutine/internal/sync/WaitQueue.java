package dev.goroutine.internal.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Waiters, first in, first out: Go's {@code waitq}. The queue is guarded by the lock of
 * its owner. It may contain places whose waiter has been claimed elsewhere and has not
 * left yet.
 */
public final class WaitQueue {

	private static final VarHandle FIRST;

	static {
		try {
			FIRST = MethodHandles.lookup().findVarHandle(WaitQueue.class, "first", Sudog.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private @Nullable Sudog first;

	private @Nullable Sudog last;

	/**
	 * Adds a place at the end.
	 * @param sudog the place, in no queue yet
	 */
	public void add(Sudog sudog) {
		Sudog last = this.last;
		sudog.previous = last;
		sudog.queued = true;
		if (last == null) {
			this.first = sudog;
		}
		else {
			last.next = sudog;
		}
		this.last = sudog;
	}

	/**
	 * The place that has been here longest.
	 * @return the place, which stays, or {@code null} if the queue is empty
	 */
	public @Nullable Sudog peek() {
		return this.first;
	}

	/**
	 * Takes the place that has been here longest. It is not claimed yet.
	 * @return the place, or {@code null} if the queue is empty
	 */
	public @Nullable Sudog poll() {
		Sudog sudog = this.first;
		if (sudog != null) {
			remove(sudog);
		}
		return sudog;
	}

	/**
	 * Takes all places and claims them, because the channel has been closed.
	 * @param before the first of the places that were claimed before, linked
	 * @return the first of all claimed places: those before, and then those of this
	 * queue, in the order in which they waited
	 */
	public @Nullable Sudog claimAll(@Nullable Sudog before) {
		Sudog first = before;
		Sudog last = before;
		while (last != null && last.next != null) {
			last = last.next;
		}
		Sudog sudog;
		while ((sudog = poll()) != null) {
			// This comes before the claim, because the waiter reads it once it is
			// claimed.
			sudog.closed = true;
			if (sudog.claim()) {
				if (last == null) {
					first = sudog;
				}
				else {
					last.next = sudog;
				}
				last = sudog;
			}
		}
		return first;
	}

	/**
	 * Removes a place, if it is in the queue.
	 * @param sudog the place
	 */
	public void remove(Sudog sudog) {
		if (!sudog.queued) {
			return;
		}
		Sudog previous = sudog.previous;
		Sudog next = sudog.next;
		if (previous == null) {
			this.first = next;
		}
		else {
			previous.next = next;
		}
		if (next == null) {
			this.last = previous;
		}
		else {
			next.previous = previous;
		}
		sudog.previous = null;
		sudog.next = null;
		sudog.queued = false;
	}

	/**
	 * Whether the queue is empty. May be called without the lock; the answer may be
	 * outdated then.
	 * @return whether it is
	 */
	public boolean isEmpty() {
		return FIRST.getOpaque(this) == null;
	}

}
