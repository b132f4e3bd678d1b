package dev.goroutine.spring.annotation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.goroutine.Goroutine;
import dev.goroutine.GoroutineStatus;
import dev.goroutine.spring.Go;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a {@link Go @Go} method that returns a {@link Goroutine} or a plain
 * {@link java.util.concurrent.Future} gets: the identity of the goroutine that the method
 * runs on, the result of what it returns.
 *
 * @param <T> the type of the result
 */
final class GoFutureGoroutine<T extends @Nullable Object> implements Goroutine<T> {

	private final Goroutine<?> goroutine;

	private final GoFuture<T> result;

	GoFutureGoroutine(Goroutine<?> goroutine, GoFuture<T> result) {
		this.goroutine = goroutine;
		this.result = result;
	}

	@Override
	public long id() {
		return this.goroutine.id();
	}

	@Override
	public String name() {
		return this.goroutine.name();
	}

	@Override
	public GoroutineStatus status() {
		return this.goroutine.status();
	}

	@Override
	public CompletableFuture<T> toCompletableFuture() {
		return this.result;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return mayInterruptIfRunning ? this.result.cancel(true) : this.result.cancelGently();
	}

	@Override
	public boolean isCancelled() {
		return this.result.isCancelled();
	}

	@Override
	public boolean isDone() {
		return this.result.isDone();
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		try {
			return this.result.get();
		}
		catch (ExecutionException ex) {
			throw asThrown(ex);
		}
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		try {
			return this.result.get(timeout, unit);
		}
		catch (ExecutionException ex) {
			throw asThrown(ex);
		}
	}

	/**
	 * Restores a {@link CompletionException} that the method itself has thrown: a
	 * {@link CompletableFuture} takes it for its own wrapper and leaves it out.
	 */
	private ExecutionException asThrown(ExecutionException ex) {
		boolean leftOut = this.goroutine.state() == State.FAILED
				&& this.goroutine.exceptionNow() instanceof CompletionException thrown
				&& thrown.getCause() == ex.getCause();
		return leftOut ? new ExecutionException(this.goroutine.exceptionNow()) : ex;
	}

	@Override
	public String toString() {
		return this.goroutine.toString();
	}

}
