package dev.goroutine;

/**
 * How a runtime may reach the one JDK method that it needs and that is not public:
 * creating a virtual thread with a scheduler of one's own.
 */
public enum JdkAccess {

	/**
	 * Use {@code java.base/java.lang} if it is open to us, else a trusted lookup with one
	 * warning that names the JVM flag.
	 */
	AUTO,

	/** Use {@code java.base/java.lang} only if it is open to us, else fail. */
	STRICT

}
