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

	/** Only once somebody asks for it. */
	private volatile @Nullable CompletableFuture<T> completable;

	GoroutineTask(Scheduler scheduler, Callable<T> body) {
		super(scheduler, body);
	}

	/**
	 * Has the classes initialized that are loaded as soon as there is a runtime.
	 * Otherwise the first goroutine does that, and if it is started at the end of a stack
	 * that fails for good.
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
	 * From when the future can be had, the goroutine does not end before it has completed
	 * it. If it was too late for that, or has not seen it, each caller sees to it that he
	 * gets one that is complete.
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

	/** Its body has ended: a few instructions are left. */
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
				// It is done.
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	/** Who has asked for the future too late completes it himself. */
	@Override
	protected void done() {
		CompletableFuture<T> future = this.completable;
		if (future != null && lingers()) {
			callBack(() -> complete(future));
		}
	}

	/** With the outcome of this, which is there. */
	private void complete(CompletableFuture<T> future) {
		switch (state()) {
			case SUCCESS -> future.complete(resultNow());
			case FAILED -> future.completeExceptionally(completionException(exceptionNow()));
			case CANCELLED -> future.completeExceptionally(new CancellationException());
			case RUNNING -> throw new IllegalStateException("Not done");
		}
	}

	/**
	 * What {@link CompletableFuture#supplyAsync} shows to those that depend on it. Where
	 * that cannot be made, for want of memory or because the failure does not tell what
	 * it is, they see the failure itself: the future has to end.
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

	/** For one whose failure no future carries. */
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
	 * A goroutine without a result. The body is kept here and not in a {@link Callable}
	 * around it, which would cost every such goroutine 16 bytes more.
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

		/** Until it is done: the future may be kept for longer. */
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
	 * The body of {@link GoRuntime#execute}: no future carries its failure, so the
	 * uncaught exception handler of its thread gets it, before the goroutine ends.
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
			// It counts as failed when the handler is told, and is alive until it was.
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

		/** The goroutine may have ended before: its outcome is the one there is. */
		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			this.goroutine.cancel(true);
			this.goroutine.complete(this);
			return isCancelled();
		}

		/** Dependents are plain futures: to cancel one of them is not to cancel this. */
		@Override
		public <U> CompletableFuture<U> newIncompleteFuture() {
			return new CompletableFuture<>();
		}

	}

}
