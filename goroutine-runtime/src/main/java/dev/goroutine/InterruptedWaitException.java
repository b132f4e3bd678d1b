package dev.goroutine;

import java.util.concurrent.CancellationException;

/**
 * Tells of an interrupt where the signature does not allow {@link InterruptedException}.
 * An {@link ErrGroup} recognizes it by its type, so it does not take it for an exception
 * that a body throws itself.
 */
final class InterruptedWaitException extends CancellationException {

	InterruptedWaitException(String message, InterruptedException cause) {
		super(message);
		initCause(cause);
	}

}
