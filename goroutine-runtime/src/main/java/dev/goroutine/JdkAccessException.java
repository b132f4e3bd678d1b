package dev.goroutine;

import dev.goroutine.internal.jdk.ClosedJdkException;

/**
 * This JVM does not let the runtime create virtual threads with a scheduler of its own.
 * The message says why and, where a flag mends it, which.
 */
public final class JdkAccessException extends IllegalStateException {

	/** What {@code --add-opens} would open. */
	private final String closedPackage;

	JdkAccessException(ClosedJdkException cause) {
		super(cause.getMessage(), cause);
		this.closedPackage = cause.closedPackage();
	}

	/**
	 * The package of {@code java.base} that the runtime needs to be open.
	 * @return its name
	 */
	public String closedPackage() {
		return this.closedPackage;
	}

}
