package dev.goroutine;

import java.util.concurrent.CancellationException;

/**
 * An interrupt where the signature leaves no room for {@link InterruptedException}. An
 * {@link ErrGroup} tells it by its type from what bodies throw of their own accord.
 */
final class InterruptedWaitException extends CancellationException {

	InterruptedWaitException(String message, InterruptedException cause) {
		super(message);
		initCause(cause);
	}

}
