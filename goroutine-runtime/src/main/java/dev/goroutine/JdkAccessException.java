package dev.goroutine;

import dev.goroutine.internal.jdk.ClosedJdkException;

/**
 * Thrown when this JVM does not let the runtime use the JDK internals that it needs. The
 * message says why and, if a flag helps, which one.
 */
public final class JdkAccessException extends IllegalStateException {

	/** The package that {@code --add-opens} would open. */
	private final String closedPackage;

	JdkAccessException(ClosedJdkException cause) {
		super(cause.getMessage(), cause);
		this.closedPackage = cause.closedPackage();
	}

	/**
	 * The package of {@code java.base} that the runtime needs to be open.
	 * @return the name of the package
	 */
	public String closedPackage() {
		return this.closedPackage;
	}

}
