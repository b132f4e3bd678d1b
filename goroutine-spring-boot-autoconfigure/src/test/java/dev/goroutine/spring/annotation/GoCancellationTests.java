package dev.goroutine.spring.annotation;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for how calls of {@link Go @Go} methods are cancelled, and for their timeouts.
 */
@Timeout(60)
class GoCancellationTests extends AbstractGoTests {

	@Test
	void cancelInterruptsGoroutine() throws Exception {
		Service service = start(Service.class);
		for (Kind kind : Kind.values()) {
			Interruptible body = new Interruptible();
			Future<String> future = kind.call(service, body);
			body.awaitStart();
			assertThat(future.cancel(true)).as(kind.name()).isTrue();
			body.awaitInterrupt();
			assertThat(future.isCancelled()).as(kind.name()).isTrue();
			assertThat(future.isDone()).as(kind.name()).isTrue();
			assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
		}
	}

	@Test
	void gentleCancelOfGoroutineAndFutureDoesNotInterrupt() throws Exception {
		Service service = start(Service.class);
		for (Kind kind : List.of(Kind.FUTURE, Kind.GOROUTINE)) {
			Interruptible body = new Interruptible();
			Future<String> future = kind.call(service, body);
			body.awaitStart();
			assertThat(future.cancel(false)).isTrue();
			assertThat(future.isCancelled()).isTrue();
			body.release.countDown();
			assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
			assertThat(body.interrupted.getCount()).isOne();
		}
	}

	@Test
	void cancelCancelsFutureOfMethod() {
		Service service = start(Service.class);
		for (Kind kind : List.of(Kind.FUTURE, Kind.STAGE, Kind.COMPLETABLE)) {
			CompletableFuture<String> inner = new CompletableFuture<>();
			Future<String> future = kind.call(service, () -> inner);
			assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
			assertThat(future.cancel(true)).as(kind.name()).isTrue();
			assertThat(inner).as(kind.name()).isCancelled();
			assertThat(future.isCancelled()).as(kind.name()).isTrue();
		}
	}

	@Test
	void cancelCancelsFutureThatMethodReturnsAfterwards() throws Exception {
		Service service = start(Service.class);
		for (Kind kind : List.of(Kind.FUTURE, Kind.STAGE, Kind.COMPLETABLE)) {
			CompletableFuture<String> inner = new CompletableFuture<>();
			CountDownLatch started = new CountDownLatch(1);
			CountDownLatch interrupted = new CountDownLatch(1);
			Future<String> future = kind.call(service, () -> {
				started.countDown();
				try {
					Thread.sleep(LONG);
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
				}
				return inner;
			});
			await(started);
			future.cancel(true);
			await(interrupted);
			Awaitility.await().until(inner::isCancelled);
			assertThat(future.isDone()).isTrue();
		}
	}

	@Test
	void cancelEndsCallWhoseMinimalStageCannotBeCancelled() {
		Service service = start(Service.class);
		CompletableFuture<String> inner = new CompletableFuture<>();
		CompletableFuture<String> future = service.stage(inner::minimalCompletionStage).toCompletableFuture();
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(future.cancel(true)).isTrue();
		assertThat(future).isCancelled();
		assertThat(inner).isNotDone();
	}

	@Test
	void minimalStageThatMethodReturnsAfterCancelDoesNotFailGoroutine() throws Exception {
		Service service = start(Service.class);
		Interruptible body = new Interruptible();
		CompletionStage<String> stage = service.stage(() -> {
			try {
				return body.get();
			}
			catch (InterruptedException ex) {
				return new CompletableFuture<String>().minimalCompletionStage();
			}
		});
		body.awaitStart();
		stage.toCompletableFuture().cancel(true);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(body.interrupted.getCount()).isZero();
		assertThat(this.runtime.snapshot().totals().failed()).isZero();
	}

	@Test
	void cancelEndsCallWhoseFutureCannotBeCancelled() {
		Service service = start(Service.class);
		Future<String> future = service.future(() -> new CompletableFuture<String>() {

			@Override
			public boolean cancel(boolean mayInterruptIfRunning) {
				throw new IllegalStateException("Not by you");
			}

		});
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(future.cancel(true)).isTrue();
		assertThat(future.isCancelled()).isTrue();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void cancelEndsCallThatWaitsForPlainFuture(boolean interrupt) throws Exception {
		Service service = start(Service.class);
		FutureTask<String> inner = new FutureTask<>(() -> "late");
		CountDownLatch returned = new CountDownLatch(1);
		Future<String> future = service.future(() -> {
			returned.countDown();
			return inner;
		});
		await(returned);
		assertThat(future.cancel(interrupt)).isTrue();
		assertThat(future.isCancelled()).isTrue();
		Awaitility.await().until(inner::isCancelled);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
	}

	@Test
	void cancelOfInnerFutureCancelsOuter() {
		Service service = start(Service.class);
		CompletableFuture<String> inner = new CompletableFuture<>();
		CompletableFuture<String> future = service.completable(() -> inner);
		inner.cancel(true);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS));
		assertThat(future).isCancelled();
	}

	@Test
	void cancelOfDependentDoesNotInterrupt() throws Exception {
		Service service = start(Service.class);
		Interruptible body = new Interruptible();
		CompletableFuture<String> future = service.completable(body);
		body.awaitStart();
		future.thenApply((value) -> value).cancel(true);
		body.release.countDown();
		assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("released");
	}

	@Test
	void futureOfGoroutineThatNeverRanIsCancelledByShutdown() throws Exception {
		Service service = start(Service.class);
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch started = new CountDownLatch(2);
		// Occupies both Ps with bodies that no interrupt ends.
		for (int i = 0; i < 2; i++) {
			service.nothing(() -> {
				started.countDown();
				while (release.getCount() > 0) {
					Thread.onSpinWait();
				}
			});
		}
		await(started);
		List<Future<String>> futures = List.of(service.future(() -> null), service.completable(() -> null),
				service.goroutine(() -> null));
		// Ends the wait for the hogs.
		Thread.currentThread().interrupt();
		assertThat(this.runtime.shutdown(Duration.ZERO)).isFalse();
		assertThat(Thread.interrupted()).isTrue();
		release.countDown();
		assertThat(futures).allSatisfy((future) -> Awaitility.await().until(future::isDone))
			.allMatch(Future::isCancelled);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
	}

	@Test
	void timeoutInterruptsGoroutineAndFailsFuture() throws Exception {
		Service service = start("300ms");
		for (Kind kind : Kind.values()) {
			Interruptible body = new Interruptible();
			Future<String> future = kind.call(service, body);
			body.awaitStart();
			body.awaitInterrupt();
			assertThatExceptionOfType(ExecutionException.class).as(kind.name())
				.isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(TimeoutException.class)
				.withMessageContaining("TimedService")
				.withMessageContaining("PT0.3S");
			assertThat(future.isCancelled()).isFalse();
		}
	}

	@Test
	void timeoutCancelsOpenFutureOfMethod() {
		Service service = start("300ms");
		for (Kind kind : List.of(Kind.FUTURE, Kind.STAGE, Kind.COMPLETABLE)) {
			CompletableFuture<String> inner = new CompletableFuture<>();
			Future<String> future = kind.call(service, () -> inner);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(TimeoutException.class);
			Awaitility.await().until(inner::isCancelled);
		}
	}

	@Test
	void timeoutEndsCallWhoseMinimalStageCannotBeCancelled() {
		Service service = start("300ms");
		CompletableFuture<String> future = service.stage(() -> new CompletableFuture<String>().minimalCompletionStage())
			.toCompletableFuture();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(TimeoutException.class);
	}

	/** The timer's thread, which calls this, would tell nobody if it threw. */
	@Test
	void abortLeavesMinimalStageAlone() throws Exception {
		CompletableFuture<String> inner = new CompletableFuture<>();
		GoFuture<String> future = new GoFuture<>();
		future.chain(inner.minimalCompletionStage());
		future.abort(new TimeoutException());
		assertThat(future).isCompletedExceptionally();
		assertThat(inner).isNotDone();
	}

	@Test
	void timeoutEndsCallWhoseFutureRefusesToBeCancelled() throws Exception {
		Service service = start("300ms");
		FutureTask<String> refuses = new FutureTask<>(() -> "late") {

			@Override
			public boolean cancel(boolean mayInterruptIfRunning) {
				return false;
			}

		};
		Future<String> future = service.future(() -> refuses);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(future::get)
			.havingCause()
			.isInstanceOf(TimeoutException.class);
		assertThat(future.isDone()).isTrue();
		assertThat(future.isCancelled()).isFalse();
		refuses.run();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS));
	}

	/** The result comes while the timeout looks whether it is there. */
	@Test
	void resultThatMeetsTheTimeoutIsOneOutcome() throws Exception {
		Service service = start("300ms");
		Thread caller = Thread.currentThread();
		FutureTask<String> inner = new FutureTask<>(() -> "late") {

			@Override
			public boolean isDone() {
				boolean done = super.isDone();
				if (Thread.currentThread() != caller && Goroutine.current() == null) {
					run();
				}
				return done;
			}

		};
		Future<String> future = service.future(() -> inner);
		Object first = outcome(future);
		assertThat(outcome(future)).isEqualTo(first);
		assertThat(outcome(future)).isEqualTo(first);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void everyoneSeesOneOutcomeWhereTwoMeet(boolean timeout) throws Exception {
		try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
			for (int i = 0; i < 2_000; i++) {
				GoFuture<String> future = new GoFuture<>();
				CompletableFuture<String> inner = new CompletableFuture<>();
				future.chain(inner);
				CompletableFuture<Object> told = new CompletableFuture<>();
				future.onEnd((failure) -> told.complete((failure != null) ? failure.getClass() : "in time"));
				CyclicBarrier together = new CyclicBarrier(2);
				Future<?> ends = threads.submit(() -> {
					together.await();
					if (timeout) {
						future.abort(new TimeoutException());
					}
					else {
						future.cancel(true);
					}
					return null;
				});
				Future<?> completes = threads.submit(() -> {
					together.await();
					return inner.complete("in time");
				});
				Object first = outcome(future);
				ends.get(30, TimeUnit.SECONDS);
				completes.get(30, TimeUnit.SECONDS);
				assertThat(outcome(future)).isEqualTo(first);
				assertThat(told.get(30, TimeUnit.SECONDS)).isEqualTo(first);
			}
		}
	}

	private static Object outcome(Future<String> future) throws Exception {
		try {
			return future.get(30, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			assertThat(ex.getCause()).isNotNull();
			return ex.getCause().getClass();
		}
		catch (CancellationException ex) {
			return CancellationException.class;
		}
	}

	@Test
	void getGivesUpBeforeTheTimeoutIfItIsAskedTo() {
		Service service = start("1h");
		Future<String> future = service.future(CompletableFuture::new);
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(10, TimeUnit.MILLISECONDS));
		assertThat(future.isDone()).isFalse();
	}

	@Test
	void timeoutNeedsNoWorkerOfTheCommonPool() throws Exception {
		Service service = start("300ms");
		CountDownLatch release = new CountDownLatch(1);
		int workers = Math.max(1, ForkJoinPool.commonPool().getParallelism());
		for (int i = 0; i < workers; i++) {
			ForkJoinPool.commonPool().execute(() -> {
				while (release.getCount() > 0) {
					Thread.onSpinWait();
				}
			});
		}
		try {
			CompletableFuture<String> future = service.completable(CompletableFuture::new);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(TimeoutException.class);
		}
		finally {
			release.countDown();
		}
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void callbacksMayWaitForWhatTheInterruptedGoroutineDoes(boolean timeout) throws Exception {
		Service service = start(timeout ? "300ms" : "1h");
		Interruptible body = new Interruptible();
		CompletableFuture<String> future = service.completable(body);
		CompletableFuture<Boolean> seen = future.handle((value, failure) -> {
			try {
				return body.interrupted.await(30, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				return false;
			}
		});
		body.awaitStart();
		if (!timeout) {
			assertThat(future.cancel(true)).isTrue();
		}
		assertThat(seen.get(60, TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(timeout ? ExecutionException.class : CancellationException.class)
			.isThrownBy(future::get);
		assertThat(future.isCancelled()).isEqualTo(!timeout);
	}

	@Test
	void timeoutOfVoidGoesToHandler() throws Exception {
		RecordingConfigurer configurer = new RecordingConfigurer();
		Service service = start("300ms", configurer);
		Interruptible body = new Interruptible();
		service.nothing(body::get);
		body.awaitStart();
		body.awaitInterrupt();
		assertThat(take(configurer.failures)).isInstanceOf(TimeoutException.class);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(configurer.failures).isEmpty();
	}

	@Test
	void callWithinTimeoutIsNotDisturbed() throws Exception {
		Service service = start("1h");
		assertThat(service.completable(() -> CompletableFuture.completedFuture("in time")).get(30, TimeUnit.SECONDS))
			.isEqualTo("in time");
		assertThat(service.future(() -> CompletableFuture.completedFuture("in time")).get(30, TimeUnit.SECONDS))
			.isEqualTo("in time");
	}

	@Test
	void timersOfCallsThatHaveEndedAreGone() throws Exception {
		Service service = start("1h");
		for (int i = 0; i < 1_000; i++) {
			for (Kind kind : Kind.values()) {
				kind.call(service, () -> CompletableFuture.completedFuture("in time")).get(30, TimeUnit.SECONDS);
			}
			service.nothing(() -> {
			});
		}
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		Awaitility.await().until(() -> timers() == 0);
	}

	@Test
	void timeoutOfRejectedCallIsForgotten() throws Exception {
		RecordingConfigurer configurer = new RecordingConfigurer();
		Service service = start("300ms", configurer);
		this.runtime.shutdown(Duration.ZERO);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> service.nothing(() -> {
		}));
		assertThat(timers()).isZero();
		assertThat(configurer.failures).isEmpty();
	}

	@Test
	void callWithTimeoutAfterTheContextIsClosedIsRejected() {
		Service service = start("1h");
		this.context.close();
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> service.completable(() -> null))
			.withMessageContaining("TimedService.completable")
			.withMessageContaining("context was closed");
	}

	@Test
	void timeoutOfCallUnderWayHoldsAfterTheContextIsClosed() throws Exception {
		Service service = start("300ms");
		Interruptible body = new Interruptible();
		Future<String> future = service.completable(body);
		body.awaitStart();
		this.context.close();
		body.awaitInterrupt();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
			.havingCause()
			.isInstanceOf(TimeoutException.class);
	}

	private int timers() {
		GoInvokers invokers = (GoInvokers) ReflectionTestUtils
			.getField(this.context.getBean(GoAnnotationBeanPostProcessor.class), "invokers");
		assertThat(invokers).isNotNull();
		return invokers.timeouts().size();
	}

	private Service start(String timeout, Object... others) {
		TestPropertyValues.of("test.timeout=" + timeout).applyTo(this.context);
		return start(TimedService.class, others);
	}

	static class TimedService extends Service {

		@Override
		@Go(timeout = "${test.timeout}")
		public void nothing(VoidBody body) {
			body.runSneakily();
		}

		@Override
		@Go(timeout = "${test.timeout}")
		public Future<String> future(Body<? extends Future<String>> body) {
			return super.future(body);
		}

		@Override
		@Go(timeout = "${test.timeout}")
		public CompletionStage<String> stage(Body<? extends CompletionStage<String>> body) {
			return super.stage(body);
		}

		@Override
		@Go(timeout = "${test.timeout}")
		public CompletableFuture<String> completable(Body<CompletableFuture<String>> body) {
			return super.completable(body);
		}

		@Override
		@Go(timeout = "${test.timeout}")
		public Goroutine<String> goroutine(Body<Goroutine<String>> body) {
			return super.goroutine(body);
		}

	}

}
