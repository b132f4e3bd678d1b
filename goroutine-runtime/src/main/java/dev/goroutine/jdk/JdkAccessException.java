package dev.goroutine.jdk;

import org.jspecify.annotations.Nullable;

/**
 * This JVM does not let us create virtual threads with a scheduler of our own. The
 * message says why and, where a flag mends it, which.
 */
public final class JdkAccessException extends IllegalStateException {

	/** What {@code --add-opens} would open. */
	private final String closedPackage;

	JdkAccessException(String message, @Nullable Throwable cause) {
		this(message, cause, "java.lang");
	}

	JdkAccessException(String message, @Nullable Throwable cause, String closedPackage) {
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
