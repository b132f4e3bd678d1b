package dev.goroutine.internal.table;

import java.lang.StackWalker.StackFrame;
import java.util.function.Function;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Captures where goroutines are created, if the system property {@value #PROPERTY} asks
 * for it. A capture walks the stack at every start of a goroutine, so it is off
 * otherwise, and the switch is a constant to the JIT.
 */
public final class CallSites {

	/** The value {@code true} switches it on, for the whole JVM. */
	public static final String PROPERTY = "goroutine.createdby";

	static final boolean ENABLED = Boolean.getBoolean(PROPERTY);

	private static final StackWalker walker = StackWalker.getInstance();

	private static final Function<Stream<StackFrame>, @Nullable StackFrame> firstOfUser = (
			frames) -> frames.filter((frame) -> !Plumbing.ofStart(frame.getClassName())).findFirst().orElse(null);

	private CallSites() {
	}

	/**
	 * Loads what a capture needs. A capture happens on an M, which must not wait for a
	 * class that a goroutine loads.
	 */
	static void prepare() {
		if (ENABLED) {
			capture();
		}
	}

	/** The frame that has called into the runtime. */
	static @Nullable StackTraceElement capture() {
		StackFrame frame = walker.walk(firstOfUser);
		return (frame != null) ? frame.toStackTraceElement() : null;
	}

}
