package dev.goroutine.spring;

import java.util.concurrent.Future;
import java.util.function.Consumer;

import dev.goroutine.Goroutine;
import org.jspecify.annotations.Nullable;

/**
 * The result of one {@link Go @Go} call, as the call itself sees it.
 */
sealed interface GoResult permits GoFuture, GoNestedFuture {

	/**
	 * Names the goroutine to stop on cancellation. Called once, before the result is
	 * handed out, possibly after the method has ended.
	 */
	void follow(Goroutine<?> goroutine);

	/** Takes what the method has returned, on the goroutine. */
	void chain(@Nullable Object returned);

	/** Ends the call with that failure and interrupts it, unless it has ended. */
	void abort(Throwable failure);

	/**
	 * Calls back with the failure, or {@code null}, when the call has ended. To be set
	 * before the start.
	 */
	void onEnd(Consumer<@Nullable Throwable> callback);

	/**
	 * Cancels the future that the method has returned, if it can be cancelled: a minimal
	 * stage of the JDK is a future too, but refuses whatever only a future has.
	 */
	static boolean cancel(Future<?> future, boolean mayInterruptIfRunning) {
		try {
			return future.cancel(mayInterruptIfRunning);
		}
		catch (UnsupportedOperationException ex) {
			return false;
		}
	}

}
