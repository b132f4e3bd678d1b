package dev.goroutine.internal.jdk;

import org.jspecify.annotations.Nullable;

/**
 * This JVM does not let us in. The runtime tells its users by a
 * {@code JdkAccessException} with the same message.
 */
public final class ClosedJdkException extends IllegalStateException {

	/** What {@code --add-opens} would open. */
	private final String closedPackage;

	ClosedJdkException(String message, @Nullable Throwable cause) {
		this(message, cause, "java.lang");
	}

	ClosedJdkException(String message, @Nullable Throwable cause, String closedPackage) {
		super(message, cause);
		this.closedPackage = closedPackage;
	}

	/**
	 * The package of {@code java.base} that we need to be open.
	 * @return its name
	 */
	public String closedPackage() {
		return this.closedPackage;
	}

}
