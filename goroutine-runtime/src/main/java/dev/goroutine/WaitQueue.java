package dev.goroutine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Waiters at a channel, first in, first out: Go's {@code waitq}. Guarded by the channel's
 * lock. There may be some in it that have been claimed elsewhere and not yet left.
 */
final class WaitQueue {

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

	void add(Sudog sudog) {
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

	/** The one that has waited longest. */
	@Nullable Sudog peek() {
		return this.first;
	}

	/** Takes the one that has waited longest. It is still to be claimed. */
	@Nullable Sudog poll() {
		Sudog sudog = this.first;
		if (sudog != null) {
			remove(sudog);
		}
		return sudog;
	}

	/**
	 * Takes all and claims them, since the channel has been closed.
	 * @param before those claimed before, linked
	 * @return those before, and behind them these, in the order in which they waited
	 */
	@Nullable Sudog claimAll(@Nullable Sudog before) {
		Sudog first = before;
		Sudog last = before;
		while (last != null && last.next != null) {
			last = last.next;
		}
		Sudog sudog;
		while ((sudog = poll()) != null) {
			// Before the claim: the waiter looks as soon as it sees that.
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

	/** Takes one out, if it is in. */
	void remove(Sudog sudog) {
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

	/** May be asked without the lock, for an answer that may be outdated. */
	boolean isEmpty() {
		return FIRST.getOpaque(this) == null;
	}

}
