package dev.goroutine.spring.annotation;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.goroutine.Goroutine;
import dev.goroutine.GoroutineStatus;
import dev.goroutine.spring.Go;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.annotation.AsyncConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link Go @Go} does with results and exceptions.
 */
class GoTests extends AbstractGoTests {

	@Test
	void voidMethodRunsOnGoroutine() throws Exception {
		Service service = start(Service.class);
		BlockingQueue<Goroutine<?>> seen = new LinkedBlockingQueue<>();
		service.nothing(() -> seen.add(current()));
		Goroutine<?> goroutine = take(seen);
		assertThat(goroutine.name()).isEqualTo("AbstractGoTests.Service.nothing");
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().created()).isEqualTo(1);
	}

	@Test
	void callerDoesNotWait() throws Exception {
		Service service = start(Service.class);
		CountDownLatch release = new CountDownLatch(1);
		service.nothing(release::await);
		Future<String> future = service.future(() -> {
			release.await();
			return CompletableFuture.completedFuture("done");
		});
		assertThat(future.isDone()).isFalse();
		release.countDown();
		assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done");
	}

	@Test
	void everyKindOfFutureCarriesTheResult() throws Exception {
		Service service = start(Service.class);
		assertThat(service.future(() -> CompletableFuture.completedFuture(name())).get(30, TimeUnit.SECONDS))
			.isEqualTo("AbstractGoTests.Service.future");
		assertThat(service.stage(() -> CompletableFuture.completedFuture(name()))
			.toCompletableFuture()
			.get(30, TimeUnit.SECONDS)).isEqualTo("AbstractGoTests.Service.stage");
		assertThat(service.completable(() -> CompletableFuture.completedFuture(name())).get(30, TimeUnit.SECONDS))
			.isEqualTo("AbstractGoTests.Service.completable");
		assertThat(service.goroutine(() -> Goroutine.completed(name())).get(30, TimeUnit.SECONDS))
			.isEqualTo("AbstractGoTests.Service.goroutine");
	}

	@Test
	void nullFutureIsNullResult() throws Exception {
		Service service = start(Service.class);
		assertThat(service.future(() -> null).get(30, TimeUnit.SECONDS)).isNull();
		assertThat(service.completable(() -> null).get(30, TimeUnit.SECONDS)).isNull();
		assertThat(service.goroutine(() -> null).get(30, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void goroutineIsThatOfTheMethod() throws Exception {
		Service service = start(Service.class);
		BlockingQueue<Goroutine<?>> seen = new LinkedBlockingQueue<>();
		CountDownLatch release = new CountDownLatch(1);
		Goroutine<String> goroutine = service.goroutine(() -> {
			seen.add(current());
			release.await();
			return Goroutine.completed("done");
		});
		assertThat(goroutine.id()).isEqualTo(take(seen).id());
		assertThat(goroutine.name()).isEqualTo("AbstractGoTests.Service.goroutine");
		assertThat(goroutine.status()).isNotEqualTo(GoroutineStatus.DEAD);
		assertThat(goroutine.toCompletableFuture()).isSameAs(goroutine.toCompletableFuture()).isNotDone();
		release.countDown();
		assertThat(goroutine.join()).isEqualTo("done");
		Awaitility.await().until(() -> goroutine.status() == GoroutineStatus.DEAD);
	}

	@Test
	void exceptionGoesToEveryKindOfFuture() {
		Service service = start(Service.class);
		IOException failure = new IOException("broken");
		List<Future<String>> futures = List.of(service.future(() -> {
			throw failure;
		}), service.stage(() -> {
			throw failure;
		}).toCompletableFuture(), service.completable(() -> {
			throw failure;
		}), service.goroutine(() -> {
			throw failure;
		}));
		assertThat(futures).allSatisfy((future) -> assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
			.havingCause()
			.isSameAs(failure));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> ((Goroutine<String>) futures.get(3)).join())
			.isSameAs(failure);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().failed()).isEqualTo(4);
	}

	@Test
	void exceptionOfInnerFutureIsUnwrapped() {
		Service service = start(Service.class);
		IOException failure = new IOException("broken");
		CompletableFuture<String> future = service
			.completable(() -> CompletableFuture.<String>failedFuture(failure).thenApply((value) -> value));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join).havingCause().isSameAs(failure);
		assertThat(future.exceptionNow()).isSameAs(failure);
	}

	@Test
	void openFutureOfMethodIsChainedWithoutGoroutine() throws Exception {
		Service service = start(Service.class);
		CompletableFuture<String> inner = new CompletableFuture<>();
		List<Future<String>> futures = List.of(service.completable(() -> inner),
				service.stage(() -> inner).toCompletableFuture(), service.future(() -> inner));
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(futures).noneMatch(Future::isDone);
		inner.complete("late");
		for (Future<String> future : futures) {
			assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("late");
		}
	}

	@Test
	void plainFutureOfMethodIsWaitedForOnItsGoroutine() throws Exception {
		Service service = start(Service.class);
		FutureTask<String> inner = new FutureTask<>(() -> "late");
		Future<String> future = service.future(() -> inner);
		Awaitility.await()
			.until(() -> this.runtime.goroutines()
				.stream()
				.anyMatch((goroutine) -> goroutine.status() == GoroutineStatus.WAITING));
		assertThat(future.isDone()).isFalse();
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS));
		inner.run();
		assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("late");
		assertThat(future.isDone()).isTrue();
		assertThat(future.resultNow()).isEqualTo("late");
	}

	@Test
	void plainFutureOfMethodThatFailsOrIsCancelledEndsTheCallAlike() throws Exception {
		Service service = start(Service.class);
		IOException failure = new IOException("broken");
		FutureTask<String> broken = new FutureTask<>(() -> {
			throw failure;
		});
		Future<String> failed = service.future(() -> broken);
		broken.run();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> failed.get(30, TimeUnit.SECONDS))
			.havingCause()
			.isSameAs(failure);
		FutureTask<String> dropped = new FutureTask<>(() -> "never");
		dropped.cancel(false);
		Future<String> cancelled = service.future(() -> dropped);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> cancelled.get(30, TimeUnit.SECONDS));
		assertThat(cancelled.isCancelled()).isTrue();
	}

	@Test
	void openGoroutineOfMethodIsChained() throws Exception {
		Service service = start(Service.class);
		CountDownLatch release = new CountDownLatch(1);
		BlockingQueue<Goroutine<?>> inner = new LinkedBlockingQueue<>();
		Goroutine<String> goroutine = service.goroutine(() -> this.runtime.go("inner", () -> {
			inner.add(current());
			release.await();
			return "late";
		}));
		assertThat(take(inner).id()).isNotEqualTo(goroutine.id());
		Awaitility.await().until(() -> this.runtime.snapshot().goroutines().alive() == 1);
		assertThat(goroutine.isDone()).isFalse();
		release.countDown();
		assertThat(goroutine.get(30, TimeUnit.SECONDS)).isEqualTo("late");
	}

	@Test
	void voidExceptionGoesToLogByDefault() {
		Service service = start(Service.class);
		service.nothing(() -> {
			throw new IOException("broken");
		});
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().failed()).isEqualTo(1);
	}

	@Test
	void voidExceptionGoesToHandlerOfAsyncConfigurer() throws Exception {
		RecordingConfigurer configurer = new RecordingConfigurer();
		Service service = start(Service.class, configurer);
		IOException failure = new IOException("broken");
		service.nothing(() -> {
			throw failure;
		});
		assertThat(take(configurer.failures)).isSameAs(failure);
		assertThat(take(configurer.methods).getName()).isEqualTo("nothing");
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().failed()).isEqualTo(1);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void handlerOfAsyncConfigurerThatFailsIsLoggedWithBoth(CapturedOutput output) {
		AsyncConfigurer configurer = new AsyncConfigurer() {

			@Override
			public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
				return (failure, method, arguments) -> {
					throw new IllegalStateException("broken handler");
				};
			}

		};
		Service service = start(Service.class, configurer);
		service.nothing(() -> {
			throw new IOException("broken body");
		});
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(output).contains("broken handler").contains("broken body").contains("Service.nothing");
	}

	@Test
	void callAfterShutdownIsRejectedAtCaller() {
		Service service = start(Service.class);
		this.runtime.shutdown(Duration.ZERO);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> service.completable(() -> null))
			.withMessageContaining("AbstractGoTests.Service.completable")
			.withMessageContaining("'default'");
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> service.nothing(() -> {
		}));
	}

}
