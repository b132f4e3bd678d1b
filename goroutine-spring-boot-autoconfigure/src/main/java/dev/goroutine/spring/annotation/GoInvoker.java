package dev.goroutine.spring.annotation;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.GoOutcome;
import dev.goroutine.spring.GoTimeoutException;
import dev.goroutine.spring.observation.GoCallMetrics;
import dev.goroutine.spring.observation.GoObservations;
import dev.goroutine.spring.task.DecoratedCall;
import dev.goroutine.spring.task.Exceptions;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopContext;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskRejectedException;

/**
 * Makes the calls of one {@link Go @Go} method. All that is the same for every call is
 * resolved here, once. Safe for use by several threads.
 */
final class GoInvoker {

	private final GoMethod method;

	private final GoRuntime runtime;

	private final String name;

	private final @Nullable Duration timeout;

	private final GoTimeouts timeouts;

	private final @Nullable TaskDecorator decorator;

	private final GoCallMetrics.@Nullable Recorder recorder;

	private final @Nullable GoObservations observations;

	private final UncaughtGoExceptions uncaught;

	GoInvoker(GoMethod method, GoRuntime runtime, String name, @Nullable Duration timeout, GoTimeouts timeouts,
			@Nullable TaskDecorator decorator, GoCallMetrics.@Nullable Recorder recorder,
			@Nullable GoObservations observations, UncaughtGoExceptions uncaught) {
		this.method = method;
		this.runtime = runtime;
		this.name = name;
		this.timeout = timeout;
		this.timeouts = timeouts;
		this.decorator = decorator;
		this.recorder = recorder;
		this.observations = observations;
		this.uncaught = uncaught;
	}

	/** Starts the goroutine and returns what the caller of the method gets. */
	@Nullable Object invoke(MethodInvocation invocation) {
		if (this.observations == null) {
			return invoke(invocation, null);
		}
		GoObservations.Started observed = this.observations.start(this.method.targetClass(), this.method.method(),
				this.runtime.name());
		try {
			return invoke(invocation, observed);
		}
		catch (RuntimeException | Error ex) {
			observed.end(GoOutcome.ERROR, ex);
			throw ex;
		}
	}

	private @Nullable Object invoke(MethodInvocation invocation, GoObservations.@Nullable Started observed) {
		return switch (this.method.returns()) {
			case VOID -> {
				startVoid(invocation, observed);
				yield null;
			}
			case COMPLETION_STAGE, COMPLETABLE_FUTURE -> {
				GoFuture<Object> future = new GoFuture<>();
				start(future, new ChainedBody(invocation, observed, future), observed);
				yield future;
			}
			case FUTURE, GOROUTINE -> {
				GoFuture<Object> future = new GoFuture<>();
				yield new GoFutureGoroutine<>(start(future, new ChainedBody(invocation, observed, future), observed),
						future);
			}
		};
	}

	private void startVoid(MethodInvocation invocation, GoObservations.@Nullable Started observed) {
		if (this.timeout == null) {
			VoidBody body = new VoidBody(invocation, observed);
			Goroutine<?> goroutine = start(body.guard(decorate(body)));
			if (observed != null) {
				// Also ends it if the body never runs because the runtime was shut down.
				goroutine.toCompletableFuture()
					.whenComplete((ignored, failure) -> observed.end(
							goroutine.isCancelled() ? GoOutcome.CANCELLED : ofMethod(failure),
							GoFuture.unwrap(failure)));
			}
			return;
		}
		GoFuture<Object> future = new GoFuture<>();
		future.onEnd((failure) -> {
			if (failure != null) {
				this.uncaught.handle(failure, invocation);
			}
		});
		start(future, new ChainedBody(invocation, observed, future), observed);
	}

	private Goroutine<?> start(GoFuture<Object> result, Callable<@Nullable Object> body,
			GoObservations.@Nullable Started observed) {
		GoCallMetrics.Recorder recorder = this.recorder;
		if (recorder != null) {
			long start = System.nanoTime();
			result.onEnd((failure) -> recorder.record(System.nanoTime() - start, result.outcome(failure)));
		}
		if (observed != null) {
			result.onEnd((failure) -> observed.end(result.outcome(failure), failure));
		}
		Future<?> timer = limit(result);
		try {
			Goroutine<?> goroutine = start(decorate(body));
			result.follow(goroutine);
			return goroutine;
		}
		catch (RuntimeException | Error ex) {
			if (timer != null) {
				timer.cancel(false);
			}
			throw ex;
		}
	}

	private @Nullable Future<?> limit(GoFuture<Object> result) {
		Duration timeout = this.timeout;
		if (timeout == null) {
			return null;
		}
		try {
			Future<?> timer = this.timeouts
				.schedule(() -> result.abort(new GoTimeoutException(this.method.label(), timeout)), timeout);
			result.onEnd((failure) -> timer.cancel(false));
			return timer;
		}
		catch (RejectedExecutionException ex) {
			throw new TaskRejectedException(
					"@Go method " + this.method.label() + " was called after its application context was closed", ex);
		}
	}

	private Callable<@Nullable Object> decorate(Callable<@Nullable Object> body) {
		return DecoratedCall.of(body, this.decorator);
	}

	private Goroutine<?> start(Callable<@Nullable Object> body) {
		try {
			return this.runtime.<@Nullable Object>go(this.name, body);
		}
		catch (RejectedExecutionException ex) {
			throw new TaskRejectedException("@Go method " + this.method.label() + " was called after the runtime '"
					+ this.runtime.name() + "' was shut down", ex);
		}
	}

	/** Returns the outcome of a call that only its method can have ended. */
	private static GoOutcome ofMethod(@Nullable Throwable failure) {
		return (failure != null) ? GoOutcome.ERROR : GoOutcome.SUCCESS;
	}

	private static @Nullable Object proceed(MethodInvocation invocation, GoObservations.@Nullable Started observed)
			throws Throwable {
		try {
			return (observed != null) ? observed.proceed(invocation) : invocation.proceed();
		}
		catch (IllegalStateException ex) {
			throw isWithoutCurrentProxy(ex) ? new IllegalStateException("@Go method " + invocation.getMethod()
					+ " runs on a goroutine, for which AopContext knows no current proxy: inject the bean into itself "
					+ "with @Lazy and call that", ex) : ex;
		}
	}

	private static boolean isWithoutCurrentProxy(IllegalStateException failure) {
		StackTraceElement[] frames = failure.getStackTrace();
		return frames.length > 0 && frames[0].getClassName().equals(AopContext.class.getName());
	}

	private final class VoidBody implements Callable<@Nullable Object> {

		private final MethodInvocation invocation;

		private final GoObservations.@Nullable Started observed;

		private final long start = (GoInvoker.this.recorder != null) ? System.nanoTime() : 0;

		private boolean told;

		VoidBody(MethodInvocation invocation, GoObservations.@Nullable Started observed) {
			this.invocation = invocation;
			this.observed = observed;
		}

		@Override
		public @Nullable Object call() {
			try {
				proceed(this.invocation, this.observed);
				record(null);
				return null;
			}
			catch (Throwable ex) {
				record(ex);
				this.told = true;
				GoInvoker.this.uncaught.handle(ex, this.invocation);
				throw Exceptions.<RuntimeException>rethrow(ex);
			}
		}

		/** Reports the failure of a decorator, which nobody else would report. */
		Callable<@Nullable Object> guard(Callable<@Nullable Object> decorated) {
			return (decorated == this) ? this : () -> {
				try {
					return decorated.call();
				}
				catch (Throwable ex) {
					if (!this.told) {
						GoInvoker.this.uncaught.handle(ex, this.invocation);
					}
					throw Exceptions.<RuntimeException>rethrow(ex);
				}
			};
		}

		private void record(@Nullable Throwable failure) {
			GoCallMetrics.Recorder recorder = GoInvoker.this.recorder;
			if (recorder != null) {
				recorder.record(System.nanoTime() - this.start, ofMethod(failure));
			}
		}

	}

	private record ChainedBody(MethodInvocation invocation, GoObservations.@Nullable Started observed,
			GoFuture<Object> result) implements Callable<@Nullable Object> {

		@Override
		public @Nullable Object call() {
			try {
				this.result.chain(proceed(this.invocation, this.observed));
				return null;
			}
			catch (Throwable ex) {
				throw Exceptions.<RuntimeException>rethrow(ex);
			}
		}

	}

}
