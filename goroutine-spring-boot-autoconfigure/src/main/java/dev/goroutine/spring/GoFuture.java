package dev.goroutine.spring;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import dev.goroutine.Goroutine;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link Go @Go} call: completed by the future that the method returns,
 * or by what the method throws.
 * <p>
 * A cancellation and the end of the method can meet at any point. Each side first writes
 * its own field and then reads the other's ({@code stopped}; {@code goroutine} and
 * {@code inner}), so at least one of them sees both and stops what is left.
 *
 * @param <T> the type of the result
 */
final class GoFuture<T extends @Nullable Object> extends CompletableFuture<T> implements GoResult {

	private volatile boolean stopped;

	private volatile @Nullable Goroutine<?> goroutine;

	private volatile @Nullable Future<?> inner;

	@Override
	public void follow(Goroutine<?> goroutine) {
		this.goroutine = goroutine;
		if (this.stopped) {
			goroutine.cancel(true);
		}
		// Also completes us if the body never runs because the runtime was shut down.
		goroutine.toCompletableFuture().whenComplete((ignored, failure) -> {
			if (failure != null) {
				completeExceptionally(failure);
			}
		});
	}

	@Override
	public void chain(@Nullable Object returned) {
		switch (returned) {
			case Goroutine<?> other -> chain(other.toCompletableFuture(), other);
			case CompletionStage<?> stage -> chain(stage, (stage instanceof Future<?> future) ? future : null);
			case null, default -> complete(null);
		}
	}

	@SuppressWarnings("unchecked")
	private void chain(CompletionStage<?> stage, @Nullable Future<?> future) {
		this.inner = future;
		if (this.stopped && future != null) {
			GoResult.cancel(future, true);
		}
		stage.whenComplete((value, failure) -> {
			if (failure == null) {
				complete((T) value);
			}
			else {
				completeExceptionally(unwrap(failure));
			}
		});
	}

	private static Throwable unwrap(Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/** Interrupts whatever the argument, as {@link Goroutine#toCompletableFuture()}. */
	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		if (cancelled) {
			stop(true);
		}
		return cancelled;
	}

	/** Cancels without an interrupt: a body that has started runs on unseen. */
	boolean cancelGently() {
		boolean cancelled = super.cancel(false);
		if (cancelled) {
			stop(false);
		}
		return cancelled;
	}

	@Override
	public void onEnd(Consumer<@Nullable Throwable> callback) {
		whenComplete((ignored, failure) -> callback.accept(failure));
	}

	@Override
	public void abort(Throwable failure) {
		if (completeExceptionally(failure)) {
			stop(true);
		}
	}

	private void stop(boolean interrupt) {
		this.stopped = true;
		Goroutine<?> goroutine = this.goroutine;
		if (goroutine != null) {
			goroutine.cancel(interrupt);
		}
		Future<?> inner = this.inner;
		if (inner != null) {
			GoResult.cancel(inner, interrupt);
		}
	}

	/** What depends on this one is a plain future: to cancel it stops nothing here. */
	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

}
