package dev.goroutine.spring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import dev.goroutine.Goroutine;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of a {@link Go @Go} method that returns a plain {@link Future} gets.
 * Such a future cannot be chained, so it is the caller of {@link #get()} who waits for
 * the method and then for the method's own future; no goroutine does.
 * <p>
 * {@code stopped} and {@code inner} meet as in {@link GoFuture}.
 *
 * @param <T> the type of the result
 */
final class GoNestedFuture<T extends @Nullable Object> implements Future<T>, GoResult {

	private final List<Consumer<@Nullable Throwable>> callbacks = new ArrayList<>(2);

	private final AtomicBoolean told = new AtomicBoolean();

	private volatile @Nullable Goroutine<?> goroutine;

	private volatile @Nullable Future<?> inner;

	private volatile boolean stopped;

	private volatile @Nullable Throwable abortedBy;

	@Override
	public void follow(Goroutine<?> goroutine) {
		this.goroutine = goroutine;
		if (this.stopped) {
			goroutine.cancel(true);
		}
		if (!this.callbacks.isEmpty()) {
			// Is only first if the method is cancelled, perhaps before it could begin.
			goroutine.toCompletableFuture().whenComplete((ignored, failure) -> ended(failure));
		}
	}

	@Override
	public void chain(@Nullable Object returned) {
		Future<?> future = (Future<?>) returned;
		this.inner = future;
		if (this.stopped && future != null) {
			GoResult.cancel(future, true);
		}
	}

	/**
	 * Calls back when the method has ended: when its future ends, nobody tells us.
	 */
	@Override
	public void onEnd(Consumer<@Nullable Throwable> callback) {
		this.callbacks.add(callback);
	}

	/** Called after {@link #chain} or what the method threw. The first call counts. */
	void ended(@Nullable Throwable failure) {
		if (!this.callbacks.isEmpty() && this.told.compareAndSet(false, true)) {
			Throwable outcome = outcome(failure);
			this.callbacks.forEach((callback) -> callback.accept(outcome));
		}
	}

	private @Nullable Throwable outcome(@Nullable Throwable failure) {
		if (this.abortedBy != null) {
			return this.abortedBy;
		}
		if (this.stopped) {
			return new CancellationException();
		}
		Future<?> inner = this.inner;
		if (failure != null || inner == null) {
			return failure;
		}
		return switch (inner.state()) {
			case FAILED -> inner.exceptionNow();
			case CANCELLED -> new CancellationException();
			case RUNNING, SUCCESS -> null;
		};
	}

	/** Whether the method has left a future that is still open. */
	boolean isOpen() {
		Future<?> inner = this.inner;
		return inner != null && !inner.isDone();
	}

	@Override
	public boolean isDone() {
		Goroutine<?> goroutine = this.goroutine;
		if (goroutine == null || !goroutine.isDone()) {
			return false;
		}
		return goroutine.isCancelled() || !isOpen();
	}

	@Override
	public boolean isCancelled() {
		if (this.abortedBy != null) {
			return false;
		}
		Future<?> inner = this.inner;
		return goroutine().isCancelled() || (inner != null && inner.isCancelled());
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		this.stopped = true;
		Goroutine<?> goroutine = this.goroutine;
		boolean cancelled = (goroutine != null) && goroutine.cancel(mayInterruptIfRunning);
		Future<?> inner = this.inner;
		if (inner != null) {
			cancelled |= GoResult.cancel(inner, mayInterruptIfRunning);
		}
		return cancelled;
	}

	@Override
	public void abort(Throwable failure) {
		if (!isDone()) {
			this.abortedBy = failure;
			cancel(true);
		}
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		try {
			goroutine().get();
			Future<?> inner = this.inner;
			return result((inner != null) ? inner.get() : null);
		}
		catch (CancellationException ex) {
			throw orAborted(ex);
		}
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		long deadline = System.nanoTime() + unit.toNanos(timeout);
		try {
			goroutine().get(timeout, unit);
			Future<?> inner = this.inner;
			return result((inner != null) ? inner.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) : null);
		}
		catch (CancellationException ex) {
			throw orAborted(ex);
		}
	}

	private Goroutine<?> goroutine() {
		Goroutine<?> goroutine = this.goroutine;
		if (goroutine == null) {
			throw new IllegalStateException("Not started");
		}
		return goroutine;
	}

	private CancellationException orAborted(CancellationException ex) throws ExecutionException {
		Throwable failure = this.abortedBy;
		if (failure != null) {
			throw new ExecutionException(failure);
		}
		return ex;
	}

	// A method that returns no future has the result null.
	@SuppressWarnings({ "unchecked", "NullAway" })
	private T result(@Nullable Object value) {
		return (T) value;
	}

}
