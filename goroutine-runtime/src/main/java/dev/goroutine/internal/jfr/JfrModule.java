package dev.goroutine.internal.jfr;

/**
 * Tells whether this JVM has Flight Recorder. If not, {@link FlightEvents} must not be
 * called.
 */
public final class JfrModule {

	/** Whether the module is there; a constant to the JIT. */
	public static final boolean IS_PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

	private JfrModule() {
	}

}
