package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Wait groups under real threads: what {@link WaitGroupTests} cannot see.
 */
@Timeout(60)
class WaitGroupThreadsTests {

	private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

	private final GoRuntime runtime = GoRuntime.builder()
		.gomaxprocs(2)
		.uncaughtExceptionHandler((thread, failure) -> this.uncaught.add(failure))
		.build();

	private final WaitGroup group = new WaitGroup();

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	@Test
	void releasesAllWhoWait() throws Exception {
		this.group.add(1);
		List<Goroutine<Void>> waiters = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			waiters.add(this.runtime.go(this.group::await));
		}
		FutureTask<Void> platform = new FutureTask<>(() -> {
			this.group.await();
			return null;
		});
		Thread thread = Thread.ofPlatform().start(platform);
		waiters.forEach(this::awaitWaiting);
		await().until(() -> thread.getState() == Thread.State.WAITING);
		this.group.done();
		for (Goroutine<Void> waiter : waiters) {
			waiter.join();
		}
		platform.get();
	}

	@Test
	void usedAgainAndAgain() throws Exception {
		AtomicInteger sum = new AtomicInteger();
		for (int round = 1; round <= 1_000; round++) {
			for (int i = 0; i < 5; i++) {
				this.group.go(this.runtime, sum::incrementAndGet);
			}
			this.group.await();
			assertThat(sum).hasValue(round * 5);
		}
	}

	@Test
	void whatHappensBeforeDoneIsSeen() throws Exception {
		int[] values = new int[1_000];
		for (int i = 0; i < values.length; i++) {
			int index = i;
			this.group.go(this.runtime, () -> values[index] = index);
		}
		this.group.await();
		for (int i = 0; i < values.length; i++) {
			assertThat(values[i]).isEqualTo(i);
		}
	}

	/** Exactly one outcome, and nobody is left behind. */
	@Test
	void interruptsThatRaceWithTheLastDone() throws Exception {
		for (int i = 0; i < 5_000; i++) {
			WaitGroup group = new WaitGroup();
			group.add(1);
			Goroutine<Boolean> waiter = this.runtime.go(() -> {
				try {
					group.await();
					return true;
				}
				catch (InterruptedException ex) {
					return false;
				}
			});
			this.runtime.go(group::done);
			((GoroutineTask<?>) waiter).thread().interrupt();
			waiter.join();
			group.await();
		}
	}

	@Test
	void goroutineThatFailsIsCountedOutAndReported() throws Exception {
		IllegalStateException failure = new IllegalStateException("a");
		StackOverflowError error = new StackOverflowError();
		this.group.go(this.runtime, () -> {
			throw failure;
		});
		this.group.go(this.runtime, () -> {
			throw error;
		});
		this.group.await();
		assertThat(this.uncaught).containsExactlyInAnyOrder(failure, error);
		await().until(() -> this.runtime.snapshot().totals().failed() == 2);
	}

	@Test
	void goroutineThatIsRefusedIsNotCounted() throws Exception {
		this.runtime.shutdown(Duration.ZERO);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.group.go(this.runtime, () -> {
		}));
		this.group.await();
	}

	@Test
	void goroutineThatNeverRunsIsCountedOut() throws Exception {
		GoRuntime full = GoRuntime.builder().gomaxprocs(1).maxM(1).build();
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		full.go(() -> {
			running.countDown();
			while (release.getCount() > 0) {
				Thread.onSpinWait();
			}
		});
		running.await();
		this.group.go(full, () -> this.uncaught.add(new AssertionError("has run")));
		Thread closer = Thread.ofPlatform().start(() -> full.shutdown(Duration.ZERO, Duration.ofMillis(50)));
		this.group.await();
		release.countDown();
		closer.join();
		assertThat(this.uncaught).isEmpty();
	}

	private void awaitWaiting(Goroutine<?> goroutine) {
		await().until(() -> goroutine.status() == GoroutineStatus.WAITING);
	}

}
