package dev.goroutine.benchmarks.side;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The JDK's internal continuation, on which virtual threads are built, without a thread
 * around it. It is reached through constant method handles, which the compiler inlines as
 * it does plain calls; a plain call would not compile for a {@code --release}.
 */
final class RawContinuation {

	private static final MethodHandle NEW;

	private static final MethodHandle RUN;

	private static final MethodHandle IS_DONE;

	private static final MethodHandle YIELD;

	private static final Object SCOPE;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			Class<?> type = Class.forName("jdk.internal.vm.Continuation");
			Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
			SCOPE = lookup.findConstructor(scope, MethodType.methodType(void.class, String.class))
				.invoke("RawContinuation");
			NEW = lookup.findConstructor(type, MethodType.methodType(void.class, scope, Runnable.class))
				.asType(MethodType.methodType(Object.class, Object.class, Runnable.class));
			RUN = lookup.findVirtual(type, "run", MethodType.methodType(void.class))
				.asType(MethodType.methodType(void.class, Object.class));
			IS_DONE = lookup.findVirtual(type, "isDone", MethodType.methodType(boolean.class))
				.asType(MethodType.methodType(boolean.class, Object.class));
			YIELD = lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scope))
				.asType(MethodType.methodType(boolean.class, Object.class));
		}
		catch (Throwable ex) {
			throw new IllegalStateException(
					"No access to continuations: run with --add-exports java.base/jdk.internal.vm=ALL-UNNAMED", ex);
		}
	}

	private final Object continuation;

	RawContinuation(Runnable target) {
		try {
			this.continuation = (Object) NEW.invokeExact(SCOPE, target);
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	/** Runs the target up to its next {@link #pause} or its end. */
	void run() {
		try {
			RUN.invokeExact(this.continuation);
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	boolean isDone() {
		try {
			return (boolean) IS_DONE.invokeExact(this.continuation);
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	/** Called by the target: back to the caller of {@link #run}. */
	static void pause() {
		try {
			boolean yielded = (boolean) YIELD.invokeExact(SCOPE);
			if (!yielded) {
				throw new IllegalStateException("Pinned");
			}
		}
		catch (Throwable ex) {
			throw rethrow(ex);
		}
	}

	private static RuntimeException rethrow(Throwable ex) {
		if (ex instanceof Error error) {
			throw error;
		}
		return (ex instanceof RuntimeException unchecked) ? unchecked : new IllegalStateException(ex);
	}

}
