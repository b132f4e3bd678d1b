package dev.goroutine.internal.bubble;

import java.lang.Thread.UncaughtExceptionHandler;
import java.util.Objects;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

/**
 * Lets a bubble make a runtime on its scheduler. Only the package of the runtime can make
 * one, and a public method for it would be in every user's way.
 */
public final class BubbleRuntimes {

	private static volatile @Nullable BiFunction<BubbleScheduler, UncaughtExceptionHandler, ?> factory;

	private BubbleRuntimes() {
	}

	/**
	 * Sets what makes runtimes. Called before anybody can have a runtime.
	 * @param factory makes a runtime on a scheduler; the handler gets failures that no
	 * future carries
	 */
	public static void factory(BiFunction<BubbleScheduler, UncaughtExceptionHandler, ?> factory) {
		BubbleRuntimes.factory = factory;
	}

	/**
	 * Makes a runtime.
	 * @param scheduler the scheduler of a bubble
	 * @param handler gets failures that no future carries
	 * @param type the type of runtimes
	 * @param <R> the type of runtimes
	 * @return a new runtime
	 */
	public static <R> R on(BubbleScheduler scheduler, UncaughtExceptionHandler handler, Class<R> type) {
		return type.cast(Objects.requireNonNull(factory, "factory").apply(scheduler, handler));
	}

}
