package dev.goroutine;

/**
 * How a runtime may reach the JDK internals that it needs, above all those that create a
 * virtual thread with a scheduler of its own.
 */
public enum JdkAccess {

	/**
	 * Use {@code java.base/java.lang} if it is open to this library, else a trusted
	 * lookup with one warning that names the JVM flag.
	 */
	AUTO,

	/**
	 * Use {@code java.base/java.lang} only if it is open to this library, else fail.
	 */
	STRICT

}
