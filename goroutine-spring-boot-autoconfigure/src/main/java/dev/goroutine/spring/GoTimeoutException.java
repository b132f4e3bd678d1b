package dev.goroutine.spring;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * A call of a {@link Go @Go} method has taken longer than {@link Go#timeout()}. The
 * method's own {@link TimeoutException}s are not of this type. A web request that ends
 * with it is answered 503.
 */
public final class GoTimeoutException extends TimeoutException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param method the method, as {@code Class.method}
	 * @param timeout the time that it may take
	 */
	public GoTimeoutException(String method, Duration timeout) {
		super("@Go method " + method + " has not ended within " + timeout);
	}

	/**
	 * Looks for a timeout among a failure and its causes.
	 * @param failure what a call has failed with
	 * @return the outermost timeout, or {@code null} if there is none
	 */
	public static @Nullable GoTimeoutException in(Throwable failure) {
		int left = 100; // Causes may go round in a circle.
		for (Throwable ex = failure; ex != null && left > 0; ex = ex.getCause(), left--) {
			if (ex instanceof GoTimeoutException timeout) {
				return timeout;
			}
		}
		return null;
	}

}
