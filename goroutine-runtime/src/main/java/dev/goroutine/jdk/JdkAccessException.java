package dev.goroutine.jdk;

import org.jspecify.annotations.Nullable;

/**
 * This JVM does not let us create virtual threads with a scheduler of our own. The
 * message says why and, where a flag mends it, which.
 */
public final class JdkAccessException extends IllegalStateException {

	JdkAccessException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
