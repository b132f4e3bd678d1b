package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Who runs when, and where.
 */
class SchedulingTests {

	@Test
	void whatAGoroutineStartsLastRunsFirstAndTheRestInOrder() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).timeSlice(Duration.ofHours(1)).build()) {
			List<Integer> order = Collections.synchronizedList(new ArrayList<>());
			runtime.go(() -> {
				for (int i = 0; i < 5; i++) {
					int n = i;
					runtime.go(() -> {
						order.add(n);
					});
				}
			}).join();
			await().until(() -> order.size() == 5);
			assertThat(order).containsExactly(4, 0, 1, 2, 3);
		}
	}

	@Test
	void yieldGoesBehindAllOthers() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			List<String> order = Collections.synchronizedList(new ArrayList<>());
			runtime.go(() -> {
				for (String name : List.of("a", "b", "c")) {
					runtime.go(() -> {
						order.add(name + 1);
						Goroutine.yield();
						order.add(name + 2);
					});
				}
			}).join();
			await().until(() -> order.size() == 6);
			assertThat(order).containsExactly("c1", "a1", "b1", "c2", "a2", "b2");
		}
	}

	@Test
	void twoThatReadyEachOtherDoNotStarveTheQueue() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			AtomicBoolean stop = new AtomicBoolean();
			AtomicReference<Thread> ping = new AtomicReference<>();
			AtomicReference<Thread> pong = new AtomicReference<>();
			CompletableFuture<Integer> switches = new CompletableFuture<>();
			AtomicInteger rounds = new AtomicInteger();
			runtime.go(() -> {
				ping.set(thread(runtime.go(() -> bounce(stop, pong, rounds))));
				pong.set(thread(runtime.go(() -> bounce(stop, ping, rounds))));
				// Not started by the next slot alone: it is displaced to the queue by the
				// two above.
				Goroutine.yield();
				int before = rounds.get();
				Goroutine.yield();
				switches.complete(rounds.get() - before);
			}).join();
			stop.set(true);
			LockSupport.unpark(ping.get());
			LockSupport.unpark(pong.get());
			assertThat(switches.join()).isLessThan(10);
		}
	}

	@Test
	void globalQueueIsServedWhileTheLocalOneNeverEmpties() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			AtomicBoolean stop = new AtomicBoolean();
			CountDownLatch yielding = new CountDownLatch(1);
			runtime.go(() -> {
				yielding.countDown();
				while (!stop.get()) {
					Goroutine.yield();
				}
			});
			yielding.await();
			// From this thread, so it goes to the global queue.
			assertThat(runtime.go(() -> "ran").get()).isEqualTo("ran");
			stop.set(true);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "random", "sequential", "busiest" })
	void idleProcessorsStealFromABusyOne(String policy) throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(4).stealPolicy(StealPolicy.of(policy)).build()) {
			// Each waits for the others without parking, so four must run at a time.
			runtime.go(() -> {
				CountDownLatch all = new CountDownLatch(4);
				for (int i = 0; i < 3; i++) {
					runtime.go(() -> arriveAndSpin(all));
				}
				arriveAndSpin(all);
			}).join();
			assertThat(runtime.snapshot().totals().steals()).isPositive();
			assertThat(runtime.snapshot().stealPolicy()).isEqualTo(policy);
		}
	}

	@Test
	void withoutStealingAllStaysOnOneProcessor() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder()
			.gomaxprocs(4)
			.stealPolicy(StealPolicy.none())
			.timeSlice(Duration.ofHours(1))
			.build()) {
			// From one goroutine, so that all are in the queue of one P.
			int most = MostAtATime.of(runtime, (body) -> runtime.go(() -> {
				for (int i = 0; i < 100; i++) {
					runtime.go(body);
				}
			}));
			assertThat(runtime.snapshot().totals().steals()).isZero();
			assertThat(most).isEqualTo(1);
		}
	}

	@Test
	void whatOverflowsRunsOnOtherProcessorsEvenWithoutStealing() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder()
			.gomaxprocs(2)
			.stealPolicy(StealPolicy.none())
			.timeSlice(Duration.ofHours(1))
			// An M that ends has another look too.
			.idleMTimeout(Duration.ofHours(1))
			.build()) {
			CountDownLatch others = new CountDownLatch(1);
			boolean ran = runtime.go(() -> {
				for (int i = 0; i < 1_000; i++) {
					runtime.go(others::countDown);
				}
				long start = System.nanoTime();
				while (others.getCount() > 0 && System.nanoTime() - start < 30_000_000_000L) {
					Thread.onSpinWait();
				}
				return others.getCount() == 0;
			}).join();
			assertThat(ran).isTrue();
			assertThat(runtime.snapshot().totals().steals()).isZero();
		}
	}

	@Test
	void stealBatchOfOneTakesOne() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).stealBatch(StealBatch.ONE).build()) {
			runtime.go(() -> {
				CountDownLatch thief = new CountDownLatch(1);
				CountDownLatch release = new CountDownLatch(1);
				runtime.go(() -> spinUntil(release));
				for (int i = 0; i < 10; i++) {
					runtime.go(() -> thief.countDown());
				}
				// One of the ten, or the first, has been stolen by now, alone.
				while (runtime.snapshot().totals().steals() == 0) {
					Thread.onSpinWait();
				}
				assertThat(runtime.snapshot().processors()).allMatch((p) -> p.steals() <= 11 && p.runQueueSize() <= 10);
				SchedulerSnapshot.Processor other = runtime.snapshot()
					.processors()
					.stream()
					.filter((p) -> p.steals() > 0)
					.findFirst()
					.orElseThrow();
				assertThat(other.runQueueSize()).isZero();
				release.countDown();
			}).join();
		}
	}

	@Test
	void policyThatFailsStealsNothingAndHarmsNothing() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		StealPolicy failing = (thief, sizes, order) -> {
			calls.incrementAndGet();
			order[0] = 99;
			if (calls.get() % 2 == 0) {
				throw new IllegalStateException("policy");
			}
			return 1;
		};
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(4).stealPolicy(failing).build()) {
			AtomicInteger ran = new AtomicInteger();
			runtime.go(() -> {
				for (int i = 0; i < 1_000; i++) {
					runtime.go(() -> {
						ran.incrementAndGet();
					});
				}
				// Else they may have run before anybody has come to steal.
				while (calls.get() == 0) {
					Thread.onSpinWait();
				}
			}).join();
			assertThat(runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
			assertThat(ran).hasValue(1_000);
			assertThat(runtime.snapshot().totals().steals()).isZero();
			runtime.stealPolicy(StealPolicy.random());
			assertThat(runtime.snapshot().stealPolicy()).isEqualTo("random");
		}
	}

	@Test
	void virtualThreadsOfAGoroutineRunOnItsRuntime() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			String carrier = runtime.go(() -> {
				CompletableFuture<String> seen = new CompletableFuture<>();
				Thread thread = Thread.ofVirtual().unstarted(() -> {
					LockSupport.parkNanos(1);
					seen.complete(Thread.currentThread().toString());
				});
				thread.start();
				thread.join();
				return seen.join();
			}).join();
			assertThat(carrier).contains("@go-default-m");
			assertThat(runtime.snapshot().totals().created()).as("it is no goroutine").isOne();
		}
	}

	@Test
	void virtualThreadsOfAGoroutineYieldBehindAllOthers() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			List<String> order = Collections.synchronizedList(new ArrayList<>());
			runtime.go(() -> {
				Thread.startVirtualThread(() -> {
					order.add("thread 1");
					Thread.yield();
					order.add("thread 2");
				});
				runtime.go(() -> order.add("a"));
				runtime.go(() -> order.add("b"));
			}).join();
			await().until(() -> order.size() == 4);
			assertThat(order).containsExactly("b", "thread 1", "a", "thread 2");
		}
	}

	/**
	 * The race that parking must survive: work arrives just as the last M gives up
	 * looking. Without the second look in {@code Machine.releasep} this hangs within
	 * seconds.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4 })
	void noWakeUpIsLost(int gomaxprocs) throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(gomaxprocs).build()) {
			for (int i = 0; i < 30_000; i++) {
				// Each waits for the one before to end, so the Ms are about to park all
				// the time.
				runtime.go(() -> 1).get();
			}
			Goroutine<Integer> nested = runtime.go(() -> {
				int sum = 0;
				for (int i = 0; i < 100_000; i++) {
					sum += runtime.go(() -> 1).get();
				}
				return sum;
			});
			assertThat(nested.get()).isEqualTo(100_000);
		}
	}

	@Test
	void noWakeUpIsLostWhileMachinesTimeOut() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).idleMTimeout(Duration.ofNanos(1_000)).build()) {
			for (int i = 0; i < 10_000; i++) {
				runtime.go(() -> 1).get();
			}
			assertThat(runtime.snapshot().totals().completed()).isEqualTo(10_000);
		}
	}

	private static void bounce(AtomicBoolean stop, AtomicReference<Thread> other, AtomicInteger rounds) {
		while (!stop.get()) {
			rounds.incrementAndGet();
			LockSupport.unpark(other.get());
			LockSupport.park();
		}
	}

	private static Thread thread(Goroutine<?> goroutine) {
		return ((GoroutineTask<?>) goroutine).thread();
	}

	private static void arriveAndSpin(CountDownLatch latch) {
		latch.countDown();
		spinUntil(latch);
	}

	private static void spinUntil(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

}
