package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.testing.Bubble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A goroutine is alive until all that runs on its thread has ended: what depends on its
 * future, and the handler that is told of its failure.
 */
@Timeout(120)
class LingeringTests {

	private static final Duration LONG = Duration.ofSeconds(50);

	private final CountDownLatch called = new CountDownLatch(1);

	private final CountDownLatch release = new CountDownLatch(1);

	private final GoRuntime runtime = GoRuntime.builder()
		.name("lingering")
		.gomaxprocs(2)
		.uncaughtExceptionHandler((thread, failure) -> block())
		.build();

	@AfterEach
	void close() {
		this.release.countDown();
		this.runtime.shutdown(Duration.ZERO);
	}

	/** What is called back, and does not return before it is released. */
	private void block() {
		this.called.countDown();
		try {
			this.release.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void whatDependsOnItsFutureKeepsItAlive() throws Exception {
		CountDownLatch begin = new CountDownLatch(1);
		Goroutine<Integer> goroutine = this.runtime.go("called back", () -> {
			begin.await();
			return 1;
		});
		goroutine.toCompletableFuture().thenRun(this::block);
		begin.countDown();
		assertThat(goroutine.join()).isOne();
		this.called.await();
		assertThat(goroutine.isDone()).isTrue();
		await().until(() -> goroutine.status() == GoroutineStatus.WAITING);
		assertAlive(goroutine.id());
		assertThat(this.runtime.dump()).contains("called back", "LingeringTests.block");
		SchedulerSnapshot snapshot = this.runtime.snapshot();
		assertThat(snapshot.totals().completed()).as("its outcome is there").isOne();
		assertThat(snapshot.goroutines().alive()).isOne();
		this.release.countDown();
		assertGone(goroutine);
	}

	@Test
	void handlerOfItsFailureKeepsItAlive() throws Exception {
		CompletableFuture<Goroutine<?>> self = new CompletableFuture<>();
		this.runtime.execute(() -> {
			self.complete(Goroutine.current());
			throw new IllegalStateException("for the handler");
		});
		this.called.await();
		assertAlive(self.get().id());
		this.release.countDown();
		assertGone(self.get());
		assertThat(this.runtime.snapshot().totals().failed()).isOne();
	}

	@Test
	void handlerIsToldBeforeAWaitGroupGoesOn() throws Exception {
		WaitGroup group = new WaitGroup();
		CompletableFuture<Goroutine<?>> self = new CompletableFuture<>();
		group.go(this.runtime, () -> {
			self.complete(Goroutine.current());
			throw new IllegalStateException("for the handler");
		});
		this.called.await();
		assertThat(group).hasToString("WaitGroup[1]");
		assertAlive(self.get().id());
		this.release.countDown();
		group.await();
		assertGone(self.get());
	}

	@Test
	void whatDependsOnAMemberOfAGroupKeepsItAlive() throws Exception {
		ErrGroup group = new ErrGroup(this.runtime);
		CompletableFuture<Goroutine<?>> self = new CompletableFuture<>();
		group.go(() -> {
			Goroutine<?> current = Goroutine.current();
			assertThat(current).isNotNull();
			current.toCompletableFuture().thenRun(this::block);
			self.complete(current);
		});
		group.await();
		this.called.await();
		assertAlive(self.get().id());
		this.release.countDown();
		assertGone(self.get());
	}

	private void assertAlive(long id) {
		assertThat(this.runtime.awaitQuiescence(Duration.ofMillis(1))).isFalse();
		assertThat(this.runtime.goroutines()).extracting(GoroutineSnapshot::id).containsExactly(id);
		assertThat(this.runtime.goroutine(id)).isNotNull();
	}

	private void assertGone(Goroutine<?> goroutine) {
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(goroutine.status()).isEqualTo(GoroutineStatus.DEAD);
		assertThat(this.runtime.goroutines()).isEmpty();
		SchedulerSnapshot snapshot = this.runtime.snapshot();
		assertThat(snapshot.goroutines().alive()).isZero();
		assertThat(snapshot.totals().completed()).isEqualTo(snapshot.totals().created());
	}

	/** The future is asked for, and depended on, before, while and after it ends. */
	@Test
	void quiescenceWaitsForWhatWasAddedBefore() {
		for (int i = 0; i < 20_000; i++) {
			AtomicBoolean ran = new AtomicBoolean();
			Goroutine<Integer> goroutine = this.runtime.go(() -> 1);
			for (int spins = i % 64; spins > 0; spins--) {
				Thread.onSpinWait();
			}
			goroutine.toCompletableFuture().thenRun(() -> ran.set(true));
			assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
			assertThat(ran).as("in round %d", i).isTrue();
		}
	}

	/** It is not the first to ask for the future, but not late either. */
	@Test
	void quiescenceWaitsForWhatTheSecondHasAdded() throws Exception {
		for (int i = 0; i < 5_000; i++) {
			AtomicBoolean ran = new AtomicBoolean();
			Goroutine<Integer> goroutine = this.runtime.go(() -> 1);
			Thread first = Thread.ofVirtual().start(goroutine::toCompletableFuture);
			goroutine.toCompletableFuture().thenRun(() -> ran.set(true));
			assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
			assertThat(ran).as("in round %d", i).isTrue();
			first.join();
		}
	}

	@Test
	void shutdownWaitsForTheHandler() {
		for (int i = 0; i < 200; i++) {
			AtomicInteger told = new AtomicInteger();
			GoRuntime failing = GoRuntime.builder().gomaxprocs(2).uncaughtExceptionHandler((thread, failure) -> {
				Goroutine.yield();
				told.incrementAndGet();
			}).build();
			for (int j = 0; j < 10; j++) {
				failing.execute(() -> {
					throw new IllegalStateException("for the handler");
				});
			}
			assertThat(failing.shutdown(LONG)).isTrue();
			assertThat(told).as("in round %d", i).hasValue(10);
		}
	}

	@Test
	void callbackDoesNotWaitForItself() throws Exception {
		CompletableFuture<Boolean> quiescent = onAGoroutine(() -> this.runtime.awaitQuiescence(LONG));
		assertThat(quiescent.get()).isTrue();
		CompletableFuture<Boolean> ended = onAGoroutine(() -> this.runtime.shutdown(LONG));
		assertThat(ended.get()).isTrue();
	}

	/** It waits for the others though: it is not taken for one of them. */
	@Test
	void callbackWaitsForOthers() throws Exception {
		this.runtime.go(this::block);
		this.called.await();
		assertThat(onAGoroutine(() -> this.runtime.awaitQuiescence(Duration.ofMillis(1))).get()).isFalse();
	}

	/** Runs it once the body has ended. */
	private <T> CompletableFuture<T> onAGoroutine(java.util.function.Supplier<T> callback) {
		CompletableFuture<T> result = new CompletableFuture<>();
		this.runtime.go(() -> {
			Goroutine<?> current = Goroutine.current();
			assertThat(current).isNotNull();
			current.toCompletableFuture().thenRun(() -> {
				assertThat(Goroutine.current()).isSameAs(current);
				result.complete(callback.get());
			}).exceptionally((failure) -> {
				result.completeExceptionally(failure);
				return null;
			});
		});
		return result;
	}

	@Test
	void callbackMayDoAnything() throws Exception {
		Queue<String> done = new ConcurrentLinkedQueue<>();
		List<Goroutine<?>> goroutines = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			CountDownLatch begin = new CountDownLatch(1);
			Goroutine<Void> goroutine = this.runtime.go(() -> begin.await());
			goroutine.toCompletableFuture().thenRun(() -> {
				goroutine.cancel(true);
				throw new AssertionError("no harm done");
			});
			goroutine.toCompletableFuture().thenRun(() -> overflow(1));
			goroutine.toCompletableFuture().thenRun(() -> this.runtime.go(() -> {
				Goroutine.yield();
				done.add("child");
			}));
			goroutine.toCompletableFuture().thenRun(() -> Thread.currentThread().interrupt());
			goroutines.add(goroutine);
			begin.countDown();
		}
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(done).hasSize(100);
		assertThat(goroutines).allMatch((goroutine) -> goroutine.state() == java.util.concurrent.Future.State.SUCCESS);
		assertThat(goroutines).allMatch((goroutine) -> goroutine.status() == GoroutineStatus.DEAD);
		EveryProcessor.runs(this.runtime);
	}

	// It is to overflow the stack.
	@SuppressWarnings("InfiniteRecursion")
	private static int overflow(int depth) {
		return overflow(depth + 1) + depth;
	}

	@Test
	void cancelledOneIsAliveUntilItsBodyEnds() throws Exception {
		Goroutine<Void> goroutine = this.runtime.go(() -> {
			while (this.called.getCount() > 0) {
				block();
			}
		});
		this.called.await();
		AtomicBoolean ran = new AtomicBoolean();
		goroutine.toCompletableFuture().whenComplete((result, failure) -> ran.set(true));
		assertThat(goroutine.cancel(false)).isTrue();
		assertThat(ran).isTrue();
		assertAlive(goroutine.id());
		assertThat(this.runtime.snapshot().totals().completed()).isZero();
		this.release.countDown();
		assertGone(goroutine);
	}

	/** Also the first one's, after which a bubble has no time otherwise. */
	@Test
	void bubbleWaitsForCallbacks() throws Exception {
		AtomicBoolean ran = new AtomicBoolean();
		Bubble.run(() -> {
			Goroutine<?> current = Goroutine.current();
			assertThat(current).isNotNull();
			current.toCompletableFuture().thenRun(() -> {
				try {
					Goroutine.sleep(Duration.ofHours(1));
					ran.set(true);
				}
				catch (InterruptedException ex) {
					// Then it has not slept that long.
				}
			});
		});
		assertThat(ran).isTrue();
	}

}
