package dev.goroutine.spring.annotation;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.GoOutcome;
import dev.goroutine.spring.task.Exceptions;
import org.jspecify.annotations.Nullable;

/**
 * The result of a {@link Go @Go} call: completed by the future that the method returns,
 * or by what the method throws.
 * <p>
 * A cancellation and the end of the method can meet at any point. Each side first writes
 * its own field and then reads the other's ({@code endedBy}; {@code goroutine} and
 * {@code inner}), so at least one of them sees both and stops what is left.
 * <p>
 * The goroutine and the inner future are stopped before the callbacks run, since a
 * callback may wait for what the goroutine gives up when it is interrupted. The goroutine
 * may end in between, so its own end is reported as {@code endedBy} as well.
 *
 * @param <T> the type of the result
 */
final class GoFuture<T extends @Nullable Object> extends CompletableFuture<T> {

	/** The failure that ended this future before the method did. */
	private final AtomicReference<@Nullable Throwable> endedBy = new AtomicReference<>();

	private volatile @Nullable Goroutine<?> goroutine;

	private volatile @Nullable Future<?> inner;

	/**
	 * Names the goroutine to stop on cancellation. Called once, before the result is
	 * handed out, possibly after the method has ended.
	 */
	void follow(Goroutine<?> goroutine) {
		this.goroutine = goroutine;
		if (this.endedBy.get() != null) {
			goroutine.cancel(true);
		}
		// Also completes us if the body never runs because the runtime was shut down.
		goroutine.toCompletableFuture().whenComplete((ignored, failure) -> {
			if (goroutine.isCancelled()) {
				this.endedBy.compareAndSet(null, failure);
			}
			if (failure != null) {
				ended(null, failure);
			}
		});
	}

	/**
	 * Takes what the method has returned, on the goroutine. A stage will tell us when it
	 * ends; a plain future tells nobody, so the goroutine waits for it.
	 * @throws Exception what such a future has failed with
	 */
	void chain(@Nullable Object returned) throws Exception {
		switch (returned) {
			case Goroutine<?> other -> chain(other.toCompletableFuture(), other);
			case CompletionStage<?> stage -> chain(stage, (stage instanceof Future<?> future) ? future : null);
			case Future<?> future -> await(future);
			case null, default -> ended(null, null);
		}
	}

	@SuppressWarnings("unchecked")
	private void chain(CompletionStage<?> stage, @Nullable Future<?> future) {
		if (future != null) {
			followInner(future);
		}
		stage.whenComplete((value, failure) -> ended((T) value, failure));
	}

	@SuppressWarnings("unchecked")
	private void await(Future<?> future) throws Exception {
		followInner(future);
		try {
			ended((T) future.get(), null);
		}
		catch (CancellationException ex) {
			ended(null, ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() != null) ? Exceptions.<RuntimeException>rethrow(ex.getCause()) : ex;
		}
	}

	private void followInner(Future<?> inner) {
		this.inner = inner;
		if (this.endedBy.get() != null) {
			cancel(inner, true);
		}
	}

	/**
	 * Cancels the future that the method has returned, if it can be cancelled: a minimal
	 * stage of the JDK is a future too, but refuses whatever only a future has.
	 */
	private static void cancel(Future<?> inner, boolean mayInterruptIfRunning) {
		try {
			inner.cancel(mayInterruptIfRunning);
		}
		catch (RuntimeException ex) {
			// The call ends all the same.
		}
	}

	private void ended(@Nullable T value, @Nullable Throwable failure) {
		Throwable endedBy = this.endedBy.get();
		Throwable outcome = (endedBy != null) ? endedBy : failure;
		if (outcome != null) {
			fail(outcome);
		}
		else {
			complete(value);
		}
	}

	/**
	 * Dependent stages see a failure as the cause of a {@link CompletionException}, as
	 * they do with {@code @Async}; only a cancellation is passed on as it is.
	 */
	private void fail(Throwable failure) {
		Throwable seen = failure;
		if (!(failure instanceof CompletionException || failure instanceof CancellationException)) {
			try {
				seen = new CompletionException(failure);
			}
			catch (Throwable ex) {
				// The failure's toString() threw, and the call has to end all the
				// same.
			}
		}
		completeExceptionally(seen);
	}

	/** Returns what the method threw, from what a dependent stage has seen. */
	static @Nullable Throwable unwrap(@Nullable Throwable failure) {
		return (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause() : failure;
	}

	/** Interrupts whatever the argument, as {@link Goroutine#toCompletableFuture()}. */
	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		return cancelAll(true);
	}

	/** Cancels without an interrupt: a body that has started runs on unseen. */
	boolean cancelGently() {
		return cancelAll(false);
	}

	private boolean cancelAll(boolean interrupt) {
		end(new CancellationException(), interrupt);
		return isCancelled();
	}

	/**
	 * Calls back with the failure, or {@code null}, when the call has ended. Must be set
	 * before the start.
	 */
	void onEnd(Consumer<@Nullable Throwable> callback) {
		whenComplete((ignored, failure) -> callback.accept(unwrap(failure)));
	}

	/**
	 * Says which side has ended the call.
	 * @param failure what the callback was told
	 */
	GoOutcome outcome(@Nullable Throwable failure) {
		if (failure == null) {
			return GoOutcome.SUCCESS;
		}
		// The method may have failed with the timeout or the cancellation of another.
		if (failure != this.endedBy.get()) {
			return GoOutcome.ERROR;
		}
		return (failure instanceof CancellationException) ? GoOutcome.CANCELLED : GoOutcome.TIMEOUT;
	}

	/** Ends the call with that failure and interrupts it, unless it has ended. */
	void abort(Throwable failure) {
		end(failure, true);
	}

	private void end(Throwable by, boolean interrupt) {
		if (isDone() || !this.endedBy.compareAndSet(null, by)) {
			return;
		}
		Future<?> inner = this.inner;
		if (inner != null) {
			cancel(inner, interrupt);
		}
		Goroutine<?> goroutine = this.goroutine;
		if (goroutine != null) {
			goroutine.cancel(interrupt);
		}
		fail(by);
	}

	/** Dependent stages are plain futures: cancelling one stops nothing here. */
	@Override
	public <U> CompletableFuture<U> newIncompleteFuture() {
		return new CompletableFuture<>();
	}

}
