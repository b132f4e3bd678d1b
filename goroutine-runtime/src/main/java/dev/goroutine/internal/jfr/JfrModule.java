package dev.goroutine.internal.jfr;

/**
 * Whether this JVM has Flight Recorder. Where it has not, {@link FlightEvents} must not
 * be called.
 */
public final class JfrModule {

	/** A constant to the JIT. */
	public static final boolean IS_PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

	private JfrModule() {
	}

}
