package dev.goroutine.internal.jdk;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when this JVM does not let the library create virtual threads with a scheduler
 * of its own. The message says why, and names the JVM flag if one helps. The runtime
 * passes it on to its users as a {@code JdkAccessException} with the same message.
 */
public final class ClosedJdkException extends IllegalStateException {

	/** The package that {@code --add-opens} would open. */
	private final String closedPackage;

	ClosedJdkException(String message, @Nullable Throwable cause) {
		this(message, cause, "java.lang");
	}

	ClosedJdkException(String message, @Nullable Throwable cause, String closedPackage) {
		super(message, cause);
		this.closedPackage = closedPackage;
	}

	/**
	 * The package of {@code java.base} that must be open to this library.
	 * @return the name of the package
	 */
	public String closedPackage() {
		return this.closedPackage;
	}

}
