package dev.goroutine;

/**
 * A channel was used after it had been closed in a way that closed channels forbid: Go's
 * panics {@code send on closed channel} and {@code close of closed channel}, which are
 * the messages.
 */
public final class ClosedChanException extends IllegalStateException {

	ClosedChanException(String message) {
		super(message);
	}

}
