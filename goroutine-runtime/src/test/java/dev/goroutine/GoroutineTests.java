package dev.goroutine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * What a goroutine promises as a future and as a thread.
 */
class GoroutineTests {

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	@Test
	void resultIsThere() throws Exception {
		Goroutine<String> goroutine = this.runtime.go(() -> "result");
		assertThat(goroutine.get()).isEqualTo("result");
		assertThat(goroutine.join()).isEqualTo("result");
		assertThat(goroutine.isDone()).isTrue();
		assertThat(goroutine.isCancelled()).isFalse();
		assertThat(goroutine.status()).isEqualTo(GoroutineStatus.DEAD);
	}

	@Test
	void bodyWithoutResultGivesNull() throws Exception {
		List<String> said = new ArrayList<>();
		Goroutine<Void> goroutine = this.runtime.go(() -> {
			said.add("hello");
		});
		assertThat(goroutine.join()).isNull();
		assertThat(said).containsExactly("hello");
	}

	@Test
	void joinThrowsWhatTheBodyThrewAndGetWrapsIt() {
		IOException exception = new IOException("no disk");
		Goroutine<Void> goroutine = this.runtime.go(() -> {
			throw exception;
		});
		assertThatThrownBy(goroutine::join).isSameAs(exception);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(goroutine::get).withCause(exception);
		Error error = new AssertionError("no way");
		Goroutine<Void> failing = this.runtime.go(() -> {
			throw error;
		});
		assertThatThrownBy(failing::join).isSameAs(error);
	}

	@Test
	void timedGetGivesUp() {
		CountDownLatch latch = new CountDownLatch(1);
		Goroutine<Void> goroutine = this.runtime.go(() -> latch.await());
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> goroutine.get(1, TimeUnit.MILLISECONDS));
		latch.countDown();
	}

	@Test
	void hasItsNameAndTheIdOfItsThread() throws Exception {
		AtomicReference<Thread> thread = new AtomicReference<>();
		Goroutine<Void> goroutine = this.runtime.go("worker", () -> thread.set(Thread.currentThread()));
		goroutine.join();
		assertThat(goroutine.name()).isEqualTo("worker").isEqualTo(thread.get().getName());
		assertThat(goroutine.id()).isEqualTo(thread.get().threadId());
		assertThat(thread.get().isVirtual()).isTrue();
		assertThat(goroutine).hasToString("Goroutine[" + goroutine.id() + ", worker, DEAD]");
		assertThat(this.runtime.go(() -> 1).name()).isEmpty();
	}

	@Test
	void currentIsTheGoroutineOnItsOwnThreadOnly() throws Exception {
		assertThat(Goroutine.current()).isNull();
		AtomicReference<@Nullable Goroutine<?>> ofChild = new AtomicReference<>();
		Goroutine<@Nullable Goroutine<?>> goroutine = this.runtime.go(() -> {
			Thread child = Thread.startVirtualThread(() -> ofChild.set(Goroutine.current()));
			child.join();
			return Goroutine.current();
		});
		assertThat(goroutine.join()).isSameAs(goroutine);
		assertThat(ofChild.get()).isNull();
	}

	@Test
	void cancelInterruptsTheBody() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		Goroutine<Void> goroutine = this.runtime.go(() -> {
			started.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		started.await();
		assertThat(goroutine.cancel(true)).isTrue();
		interrupted.await();
		assertThat(goroutine.isCancelled()).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(goroutine::join);
		await().until(() -> goroutine.status() == GoroutineStatus.DEAD);
	}

	@Test
	void cancelWithoutInterruptLetsTheBodyEnd() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch goOn = new CountDownLatch(1);
		CompletableFuture<Boolean> ended = new CompletableFuture<>();
		Goroutine<Void> goroutine = this.runtime.go(() -> {
			started.countDown();
			goOn.await();
			ended.complete(Thread.currentThread().isInterrupted());
		});
		started.await();
		goroutine.cancel(false);
		assertThat(goroutine.isDone()).isTrue();
		assertThat(goroutine.status()).isNotEqualTo(GoroutineStatus.DEAD);
		goOn.countDown();
		assertThat(ended.get()).isFalse();
	}

	@Test
	void cancelledBeforeItRunsNeverRuns() throws Exception {
		try (GoRuntime single = GoRuntime.builder().gomaxprocs(1).build()) {
			AtomicReference<String> ran = new AtomicReference<>();
			single.go(() -> {
				Goroutine<Void> child = single.go(() -> ran.set("ran"));
				child.cancel(true);
			}).join();
			assertThat(single.awaitQuiescence(Duration.ofSeconds(30))).isTrue();
			assertThat(ran).hasNullValue();
			assertThat(single.snapshot().totals().completed()).isEqualTo(2);
		}
	}

	@Test
	void completableFutureFollowsTheGoroutine() throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		Goroutine<String> goroutine = this.runtime.go(() -> {
			latch.await();
			return "late";
		});
		CompletableFuture<String> future = goroutine.toCompletableFuture();
		assertThat(goroutine.toCompletableFuture()).isSameAs(future);
		CompletableFuture<Integer> length = future.thenApply(String::length);
		assertThat(future).isNotDone();
		latch.countDown();
		assertThat(length.get()).isEqualTo(4);
		Exception exception = new Exception("failed");
		Goroutine<String> failed = this.runtime.go(() -> {
			throw exception;
		});
		assertThatThrownBy(failed::join).isSameAs(exception);
		assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
		assertThat(failed.toCompletableFuture().exceptionNow()).isSameAs(exception);
	}

	@Test
	void whatDependsOnTheCompletableFutureFailsAsWithTheJdk() throws Exception {
		for (RuntimeException failure : List.of(new IllegalStateException("failed"), new CancellationException(),
				new CompletionException(new IllegalStateException("failed")), new Silent())) {
			Goroutine<String> goroutine = this.runtime.go(() -> {
				throw failure;
			});
			CompletableFuture<String> future = goroutine.toCompletableFuture();
			Throwable seen = future.handle((value, ex) -> ex).get(60, TimeUnit.SECONDS);
			if (failure instanceof Silent || failure instanceof CompletionException) {
				assertThat(seen).isSameAs(failure);
			}
			else {
				assertThat(seen).isInstanceOf(CompletionException.class).cause().isSameAs(failure);
			}
			assertThat(goroutine.isCancelled()).isFalse();
			assertThat(future.isCancelled()).isFalse();
			assertThat(future.state()).isEqualTo(goroutine.state());
		}
	}

	private static final class Silent extends RuntimeException {

		@Override
		public String getMessage() {
			throw new UnsupportedOperationException();
		}

	}

	@Test
	void cancellingTheCompletableFutureInterruptsTheGoroutine() throws Exception {
		CountDownLatch started = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		Goroutine<String> goroutine = this.runtime.go(() -> {
			started.countDown();
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
			return "unseen";
		});
		CompletableFuture<String> future = goroutine.toCompletableFuture();
		started.await();
		assertThat(future.cancel(false)).isTrue();
		interrupted.await();
		assertThat(goroutine.isCancelled()).isTrue();
		assertThat(future).isCancelled();
	}

	@Test
	void cancellingTheCompletableFutureTooLateChangesNothing() throws Exception {
		for (int i = 0; i < 2_000; i++) {
			AtomicBoolean end = new AtomicBoolean();
			CountDownLatch running = new CountDownLatch(1);
			Goroutine<String> goroutine = this.runtime.go(() -> {
				running.countDown();
				while (!end.get()) {
					Thread.onSpinWait();
				}
				return "in time";
			});
			CompletableFuture<String> future = goroutine.toCompletableFuture();
			running.await();
			end.set(true);
			// The end and the cancel meet at some of these distances.
			for (int spin = i % 200; spin > 0; spin--) {
				Thread.onSpinWait();
			}
			boolean cancelled = future.cancel(true);
			assertThat(goroutine.isCancelled()).isEqualTo(cancelled);
			assertThat(future.isCancelled()).isEqualTo(cancelled);
			assertThat(future.state()).isEqualTo(goroutine.state());
		}
	}

	@Test
	void completableFutureIsCompletedHoweverLateItIsAskedFor() throws Exception {
		// The goroutine ends while the future is being made: whoever is second completes
		// it.
		for (int i = 0; i < 20_000; i++) {
			Goroutine<Integer> goroutine = this.runtime.go(() -> 1);
			if (i % 2 == 0) {
				Thread.onSpinWait();
			}
			assertThat(goroutine.toCompletableFuture().get(60, TimeUnit.SECONDS)).isOne();
		}
	}

	@Test
	void statusTellsWhereItIs() throws Exception {
		try (GoRuntime single = GoRuntime.builder().gomaxprocs(1).build()) {
			Goroutine<Void> parked = single.go(() -> LockSupport.park());
			await().until(() -> parked.status() == GoroutineStatus.WAITING);
			List<GoroutineStatus> seen = single.go(() -> {
				Goroutine<Integer> child = single.go(() -> 1);
				Goroutine<?> self = Goroutine.current();
				assertThat(self).isNotNull();
				return List.of(self.status(), child.status());
			}).join();
			assertThat(seen).containsExactly(GoroutineStatus.RUNNING, GoroutineStatus.RUNNABLE);
			parked.cancel(true);
		}
	}

	@Test
	void completedHasNoThread() throws Exception {
		Goroutine<String> goroutine = Goroutine.completed("value");
		assertThat(goroutine.get()).isEqualTo("value");
		assertThat(goroutine.join()).isEqualTo("value");
		assertThat(goroutine.toCompletableFuture()).isCompletedWithValue("value");
		assertThat(goroutine.status()).isEqualTo(GoroutineStatus.DEAD);
		assertThat(goroutine.cancel(true)).isFalse();
		assertThat(goroutine.isCancelled()).isFalse();
		assertThat(goroutine.isDone()).isTrue();
		assertThat(goroutine.get(0, TimeUnit.SECONDS)).isEqualTo("value");
		assertThat(goroutine.id()).isZero();
		assertThat(goroutine.name()).isEmpty();
		assertThat(Goroutine.completed(null).get()).isNull();
	}

	@Test
	void whoChangesTheFutureOfACompletedOneDoesNotChangeItsResult() throws Exception {
		Goroutine<String> goroutine = Goroutine.completed("value");
		goroutine.toCompletableFuture().obtrudeValue("another");
		assertThat(goroutine.get()).isEqualTo("value");
	}

	@Test
	void executedTaskGivesItsFailureToTheHandler() throws Exception {
		CompletableFuture<Throwable> handled = new CompletableFuture<>();
		try (GoRuntime handling = GoRuntime.builder()
			.uncaughtExceptionHandler((thread, failure) -> handled.complete(failure))
			.build()) {
			RuntimeException exception = new IllegalStateException("failed");
			handling.execute(() -> {
				throw exception;
			});
			assertThat(handled.get()).isSameAs(exception);
			assertThat(handling.snapshot().totals().failed()).isOne();
		}
	}

	@Test
	void inheritsContextClassLoaderAndInheritableThreadLocals() throws Exception {
		InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
		local.set("inherited");
		try {
			assertThat(this.runtime.go(local::get).join()).isEqualTo("inherited");
			assertThat(this.runtime.go(() -> Thread.currentThread().getContextClassLoader()).join())
				.isSameAs(Thread.currentThread().getContextClassLoader());
		}
		finally {
			local.remove();
		}
	}

}
