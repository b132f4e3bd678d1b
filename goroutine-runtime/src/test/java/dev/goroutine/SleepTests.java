package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.scheduler.Sleeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * {@code Goroutine.sleep} is {@code Thread.sleep} in all that can be seen but its cost.
 */
@Timeout(60)
class SleepTests {

	private final GoRuntime runtime = GoRuntime.builder().name("sleep").gomaxprocs(2).build();

	@AfterEach
	void close() {
		this.runtime.shutdown(Duration.ZERO);
	}

	@Test
	void sleepsThatLongAtLeast() throws Exception {
		List<Goroutine<Long>> sleepers = new ArrayList<>();
		for (int i = 1; i <= 300; i++) {
			Duration duration = Duration.ofNanos(i * 333_333L);
			sleepers.add(this.runtime.go(() -> {
				long start = System.nanoTime();
				Goroutine.sleep(duration);
				return System.nanoTime() - start - duration.toNanos();
			}));
		}
		for (Goroutine<Long> sleeper : sleepers) {
			assertThat(sleeper.join()).isBetween(0L, 20_000_000_000L);
		}
	}

	@Test
	void takesNoThreadWhileItSleeps() throws Exception {
		Goroutine<Void> sleeper = this.runtime.go(() -> Goroutine.sleep(Duration.ofHours(1)));
		Thread thread = awaitAsleep(sleeper);
		assertThat(thread.getState()).isEqualTo(Thread.State.WAITING);
		assertThat(sleeper.status()).isEqualTo(GoroutineStatus.WAITING);
		await().until(() -> this.runtime.snapshot().machines().stream().noneMatch((m) -> m.goroutine() != null));
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, -1, Long.MIN_VALUE })
	void nothingToSleepOnlyYields(long seconds) throws Exception {
		this.runtime.gomaxprocs(1);
		List<String> order = new ArrayList<>();
		this.runtime.go(() -> {
			Goroutine<Boolean> other = this.runtime.go(() -> order.add("other"));
			Goroutine.sleep(Duration.ofSeconds(seconds));
			order.add("sleeper");
			return other.get();
		}).join();
		assertThat(order).containsExactly("other", "sleeper");
	}

	@ParameterizedTest
	@ValueSource(longs = { 0, 3_600, Long.MAX_VALUE })
	void interruptedBeforeItSleeps(long seconds) throws Exception {
		assertThat(this.runtime.go(() -> {
			Thread.currentThread().interrupt();
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> Goroutine.sleep(Duration.ofSeconds(seconds)));
			return Thread.currentThread().isInterrupted();
		}).join()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(longs = { 3_600, Long.MAX_VALUE })
	void interruptedWhileItSleeps(long seconds) throws Exception {
		Goroutine<Boolean> sleeper = this.runtime.go(() -> {
			assertThatExceptionOfType(InterruptedException.class)
				.isThrownBy(() -> Goroutine.sleep(Duration.ofSeconds(seconds)));
			return Thread.currentThread().isInterrupted();
		});
		awaitAsleep(sleeper).interrupt();
		assertThat(sleeper.join()).isFalse();
	}

	/** Interrupts and deadlines that meet: it ends in one of two ways, never in none. */
	@Test
	void interruptsThatRaceWithTheDeadline() throws Exception {
		AtomicInteger interrupted = new AtomicInteger();
		AtomicInteger slept = new AtomicInteger();
		List<Goroutine<Void>> sleepers = new ArrayList<>();
		for (int i = 0; i < 2_000; i++) {
			sleepers.add(this.runtime.go(() -> {
				try {
					Goroutine.sleep(Duration.ofMillis(1));
					slept.incrementAndGet();
				}
				catch (InterruptedException ex) {
					assertThat(Thread.currentThread().isInterrupted()).isFalse();
					interrupted.incrementAndGet();
				}
				// Whatever wakes it up now is late, and it sleeps on.
				long start = System.nanoTime();
				try {
					Goroutine.sleep(Duration.ofMillis(3));
					assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
				}
				catch (InterruptedException ex) {
					// The interrupt came after the first sleep.
				}
			}));
			// Some are about to wake up by now, some are yet to begin; each is
			// interrupted once.
			if (i % 10 != 9) {
				((GoroutineTask<?>) sleepers.get(i - i / 10)).thread().interrupt();
			}
		}
		for (Goroutine<Void> sleeper : sleepers) {
			sleeper.join();
		}
		assertThat(slept.get() + interrupted.get()).isEqualTo(2_000);
	}

	@Test
	void unparkDoesNotEndIt() throws Exception {
		Goroutine<Void> sleeper = this.runtime.go(() -> {
			for (int i = 0; i < 20; i++) {
				long start = System.nanoTime();
				Goroutine.sleep(Duration.ofMillis(5));
				assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
			}
		});
		Thread thread = ((GoroutineTask<?>) sleeper).thread();
		while (!sleeper.isDone()) {
			LockSupport.unpark(thread);
			Thread.yield();
		}
		sleeper.join();
	}

	@Test
	void unparkIsNotLost() throws Exception {
		assertThat(this.runtime.go(() -> {
			LockSupport.unpark(Thread.currentThread());
			Goroutine.sleep(Duration.ofMillis(1));
			LockSupport.park();
			return "went on";
		}).get(60, TimeUnit.SECONDS)).isEqualTo("went on");
	}

	@Test
	void insideAMonitorToo() throws Exception {
		Object monitor = new Object();
		assertThat(this.runtime.go(() -> {
			synchronized (monitor) {
				long start = System.nanoTime();
				Goroutine.sleep(Duration.ofMillis(5));
				return System.nanoTime() - start;
			}
		}).join()).isGreaterThanOrEqualTo(5_000_000);
	}

	@Test
	void onOtherThreadsItIsThreadSleep() throws Exception {
		long start = System.nanoTime();
		Goroutine.sleep(Duration.ofMillis(2));
		assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> Goroutine.sleep(Duration.ZERO));
		CompletableFuture<Object> blocker = new CompletableFuture<>();
		Thread foreign = this.runtime.go(() -> Thread.startVirtualThread(() -> {
			try {
				Goroutine.sleep(Duration.ofHours(1));
			}
			catch (InterruptedException ex) {
				blocker.complete("interrupted");
			}
		})).join();
		await().until(() -> foreign.getState() == Thread.State.TIMED_WAITING);
		assertThat(LockSupport.getBlocker(foreign)).isNull();
		foreign.interrupt();
		assertThat(blocker.get()).isEqualTo("interrupted");
	}

	@Test
	void whoStillSleepsWhenTheRuntimeEndsWakesUpAllTheSame() throws Exception {
		CompletableFuture<String> carrier = new CompletableFuture<>();
		Goroutine<Void> deaf = this.runtime.go(() -> {
			long until = System.nanoTime() + 100_000_000;
			do {
				try {
					Goroutine.sleep(Duration.ofMillis(20));
				}
				catch (InterruptedException ex) {
					// Deaf.
				}
			}
			while (System.nanoTime() - until < 0 || !Thread.currentThread().toString().contains("ForkJoinPool"));
			carrier.complete(Thread.currentThread().toString());
		});
		awaitAsleep(deaf);
		Thread closer = Thread.ofPlatform().start(() -> this.runtime.shutdown(Duration.ZERO, Duration.ofMillis(50)));
		assertThat(carrier.get()).contains("ForkJoinPool");
		closer.join();
	}

	@Test
	void manyLongSleepsInterruptedLeaveNothingBehind() throws Exception {
		long before = 0;
		for (int round = 0; round < 4; round++) {
			int count = 50_000;
			// One that is cancelled before it has begun would not sleep at all.
			CountDownLatch begun = new CountDownLatch(count);
			List<Goroutine<Void>> sleepers = new ArrayList<>();
			for (int i = 0; i < count; i++) {
				sleepers.add(this.runtime.go(() -> {
					begun.countDown();
					Goroutine.sleep(Duration.ofHours(1));
				}));
			}
			begun.await();
			sleepers.forEach((sleeper) -> sleeper.cancel(true));
			sleepers.clear();
			assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(50))).isTrue();
			long after = usedHeap();
			if (round > 0) {
				assertThat(after - before).as("round %d", round).isLessThan(2_000_000);
			}
			before = (round == 0) ? after : before;
		}
	}

	private static long usedHeap() {
		System.gc();
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static Thread awaitAsleep(Goroutine<?> goroutine) {
		Thread thread = ((GoroutineTask<?>) goroutine).thread();
		await().until(
				() -> LockSupport.getBlocker(thread) instanceof Sleeper && thread.getState() == Thread.State.WAITING);
		return thread;
	}

}
