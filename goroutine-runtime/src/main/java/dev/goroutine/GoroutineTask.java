package dev.goroutine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import dev.goroutine.internal.scheduler.G;
import dev.goroutine.internal.scheduler.Machine;
import dev.goroutine.internal.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A G as the user sees it.
 *
 * @param <T> the type of the result
 */
class GoroutineTask<T extends @Nullable Object> extends G<T> implements Goroutine<T> {

	private static final VarHandle COMPLETABLE;

	static {
		try {
			COMPLETABLE = MethodHandles.lookup()
				.findVarHandle(GoroutineTask.class, "completable", CompletableFuture.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Created when first asked for. */
	private volatile @Nullable CompletableFuture<T> completable;

	GoroutineTask(Scheduler scheduler, Callable<T> body) {
		super(scheduler, body);
	}

	/**
	 * Initializes the classes that are loaded as soon as there is a runtime. Otherwise
	 * the first goroutine would initialize them. If it were started at the end of a
	 * stack, that would fail for good.
	 */
	static void prepare(Scheduler scheduler) {
		WithoutResult task = new WithoutResult(scheduler, () -> {
		});
		task.toCompletableFuture();
		task.cancel(false);
		completionException(new CancellationException());
		new Detached(scheduler, task);
		GoroutineStatus.DEAD.name();
		GroupMember.prepare();
	}

	@Override
	public long id() {
		return thread().threadId();
	}

	@Override
	public String name() {
		return thread().getName();
	}

	@Override
	protected @Nullable String waitReason(@Nullable Object blocker) {
		return WaitPlaces.named(blocker);
	}

	@Override
	public GoroutineStatus status() {
		if (isDead()) {
			return GoroutineStatus.DEAD;
		}
		Machine machine = machine();
		if (machine != null) {
			return machine.isBlocked() ? GoroutineStatus.BLOCKED : GoroutineStatus.RUNNING;
		}
		return switch (thread().getState()) {
			case NEW, RUNNABLE -> GoroutineStatus.RUNNABLE;
			case BLOCKED, WAITING, TIMED_WAITING -> GoroutineStatus.WAITING;
			case TERMINATED -> GoroutineStatus.DEAD;
		};
	}

	/**
	 * Once the future is published, the goroutine stays alive until it has completed it.
	 * If the goroutine was past that point, or has not seen the future, each caller
	 * completes it.
	 */
	@Override
	public CompletableFuture<T> toCompletableFuture() {
		CompletableFuture<T> future = this.completable;
		if (future == null) {
			CompletableFuture<T> created = new CancellingFuture<>(this);
			if (!linger()) {
				awaitDone();
			}
			future = COMPLETABLE.compareAndSet(this, null, created) ? created : this.completable;
			assert future != null;
		}
		if (isDone() && !future.isDone()) {
			complete(future);
		}
		return future;
	}

	/**
	 * Waits until this goroutine is done. Its body has ended, so only a few instructions
	 * are left.
	 */
	private void awaitDone() {
		boolean interrupted = false;
		while (!isDone()) {
			try {
				get();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
			catch (ExecutionException | CancellationException ex) {
				// The goroutine is done.
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Completes the future if it was asked for in time. A later caller completes it
	 * itself.
	 */
	@Override
	protected void done() {
		CompletableFuture<T> future = this.completable;
		if (future != null && lingers()) {
			callBack(() -> complete(future));
		}
	}

	/**
	 * Completes a future with the outcome of this goroutine, which must be done.
	 */
	private void complete(CompletableFuture<T> future) {
		switch (state()) {
			case SUCCESS -> future.complete(resultNow());
			case FAILED -> future.completeExceptionally(completionException(exceptionNow()));
			case CANCELLED -> future.completeExceptionally(new CancellationException());
			case RUNNING -> throw new IllegalStateException("Not done");
		}
	}

	/**
	 * Wraps a failure as {@link CompletableFuture#supplyAsync} shows it to callbacks. If
	 * there is no memory for that, or the failure itself throws when it is asked for its
	 * text, returns the failure: the future must complete.
	 */
	private static Throwable completionException(Throwable failure) {
		if (failure instanceof CompletionException) {
			return failure;
		}
		try {
			return new CompletionException(failure);
		}
		catch (Throwable ex) {
			return failure;
		}
	}

	/**
	 * Passes a failure that no future carries to the uncaught exception handler.
	 */
	final void reportUncaught(Throwable failure) {
		Thread thread = thread();
		try {
			ensureNamed();
			thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
		}
		catch (Throwable ex) {
			// Ignored, as the JVM does for any thread.
		}
	}

	@Override
	public String toString() {
		return "Goroutine[" + id() + (name().isEmpty() ? "" : ", " + name()) + ", " + status() + "]";
	}

	/**
	 * A goroutine without a result. It keeps the body itself, because a {@link Callable}
	 * around the body would cost every such goroutine 16 bytes more.
	 */
	static final class WithoutResult extends GoroutineTask<@Nullable Void> {

		private static final Callable<@Nullable Void> RUN_BODY = () -> {
			WithoutResult current = (WithoutResult) G.current();
			assert current != null;
			GoBody body = current.body;
			if (body != null) {
				body.run();
			}
			return null;
		};

		/**
		 * Cleared when the goroutine is done, because its future may be kept for longer.
		 */
		private @Nullable GoBody body;

		WithoutResult(Scheduler scheduler, GoBody body) {
			super(scheduler, RUN_BODY);
			this.body = body;
		}

		@Override
		protected void done() {
			this.body = null;
			super.done();
		}

	}

	/**
	 * A goroutine of {@link GoRuntime#execute}. No future carries its failure, so the
	 * uncaught exception handler of its thread gets it before the goroutine ends.
	 */
	static final class Detached extends GoroutineTask<@Nullable Void> {

		Detached(Scheduler scheduler, Runnable task) {
			super(scheduler, () -> {
				task.run();
				return null;
			});
		}

		@Override
		protected void setException(Throwable failure) {
			// The goroutine counts as failed before the handler is called, and is alive
			// until the handler has returned.
			linger();
			super.setException(failure);
			reportUncaught(failure);
		}

	}

	private static final class CancellingFuture<T extends @Nullable Object> extends CompletableFuture<T> {

		private final GoroutineTask<T> goroutine;

		CancellingFuture(GoroutineTask<T> goroutine) {
			this.goroutine = goroutine;
		}

		/**
		 * Completes this future with the outcome of the goroutine, which may have ended
		 * before the cancellation.
		 */
		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			this.goroutine.cancel(true);
			this.goroutine.complete(this);
			return isCancelled();
		}

		/**
		 * Dependents are plain futures, because to cancel one of them must not cancel
		 * this one.
		 */
		@Override
		public <U> CompletableFuture<U> newIncompleteFuture() {
			return new CompletableFuture<>();
		}

	}

}
