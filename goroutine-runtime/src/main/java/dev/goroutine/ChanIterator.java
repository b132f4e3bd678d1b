package dev.goroutine;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The iterator of a channel. It receives until the channel is closed and drained. Not
 * thread-safe.
 */
final class ChanIterator<T> implements Iterator<T> {

	private final Chan<T> chan;

	private @Nullable T next;

	ChanIterator(Chan<T> chan) {
		this.chan = chan;
	}

	@Override
	public boolean hasNext() {
		if (this.next == null) {
			try {
				this.next = this.chan.receive();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new InterruptedWaitException("Interrupted while it waited for the next value of a channel", ex);
			}
		}
		return this.next != null;
	}

	@Override
	public T next() {
		if (!hasNext()) {
			throw new NoSuchElementException("The channel is closed and drained");
		}
		T value = this.next;
		this.next = null;
		return Objects.requireNonNull(value);
	}

}
