package dev.goroutine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * The result of a goroutine without the goroutine.
 *
 * @param <T> the type of the result
 */
final class CompletedGoroutine<T extends @Nullable Object> implements Goroutine<T> {

	private final T value;

	/**
	 * The future of the result. It is kept apart from the value, because its users may
	 * {@linkplain CompletableFuture#obtrudeValue change} it.
	 */
	private final CompletableFuture<T> completable;

	CompletedGoroutine(T value) {
		this.value = value;
		this.completable = CompletableFuture.completedFuture(value);
	}

	@Override
	public long id() {
		return 0;
	}

	@Override
	public String name() {
		return "";
	}

	@Override
	public GoroutineStatus status() {
		return GoroutineStatus.DEAD;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return false;
	}

	@Override
	public boolean isCancelled() {
		return false;
	}

	@Override
	public boolean isDone() {
		return true;
	}

	@Override
	public T get() {
		return this.value;
	}

	@Override
	public T get(long timeout, TimeUnit unit) {
		return get();
	}

	@Override
	public CompletableFuture<T> toCompletableFuture() {
		return this.completable;
	}

	@Override
	public String toString() {
		return "Goroutine[completed]";
	}

}
