package dev.goroutine.spring;

import java.time.Duration;
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
 * {@code stopped} and {@code inner} meet as {@code endedBy} and {@code inner} do in
 * {@link GoFuture}. The method's future may refuse to be cancelled: who waits for it does
 * so until the timeout at most.
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

	/** By {@link System#nanoTime()}, if it is limited. */
	private long deadline;

	private boolean limited;

	/** Says when it will be aborted. To be called before the start. */
	void limit(Duration timeout) {
		this.deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(timeout);
		this.limited = true;
	}

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
		if (this.abortedBy != null) {
			return true;
		}
		return goroutine != null && goroutine.isDone() && (goroutine.isCancelled() || !isOpen());
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
			if (inner != null && this.limited) {
				return result(await(inner));
			}
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
			return result((inner != null) ? await(inner, deadline - System.nanoTime()) : null);
		}
		catch (CancellationException ex) {
			throw orAborted(ex);
		}
	}

	private @Nullable Object await(Future<?> inner) throws InterruptedException, ExecutionException {
		for (;;) {
			try {
				return await(inner, Long.MAX_VALUE);
			}
			catch (TimeoutException ex) {
				// After 292 years.
			}
		}
	}

	/** Not for longer than until it is aborted. */
	private @Nullable Object await(Future<?> inner, long nanos)
			throws InterruptedException, ExecutionException, TimeoutException {
		long start = System.nanoTime();
		while (this.abortedBy == null) {
			long now = System.nanoTime();
			long left = nanos - (now - start);
			// The timer may be a moment late.
			long untilAborted = this.limited ? Math.max(this.deadline - now, 1_000_000) : Long.MAX_VALUE;
			if (left <= untilAborted) {
				return inner.get(left, TimeUnit.NANOSECONDS);
			}
			try {
				return inner.get(untilAborted, TimeUnit.NANOSECONDS);
			}
			catch (TimeoutException ex) {
				// It is aborted now, or soon.
			}
		}
		throw new ExecutionException(this.abortedBy);
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
