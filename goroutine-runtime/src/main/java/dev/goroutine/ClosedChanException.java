package dev.goroutine;

/**
 * Thrown when a closed channel is sent to or closed again: Go's panics
 * {@code send on closed channel} and {@code close of closed channel}. These are also the
 * messages.
 */
public final class ClosedChanException extends IllegalStateException {

	ClosedChanException(String message) {
		super(message);
	}

}
