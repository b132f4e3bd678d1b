package dev.goroutine;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.SchedulerSnapshot.MachineStatus;
import dev.goroutine.SchedulerSnapshot.ProcessorStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * The runtime as a whole: defaults, bad values, what a snapshot shows, and Ms that come
 * and go.
 */
class GoRuntimeTests {

	@Test
	void hasTheDefaultsOfTheContract() {
		try (GoRuntime runtime = GoRuntime.create()) {
			assertThat(runtime.name()).isEqualTo("default");
			assertThat(runtime.gomaxprocs())
				.isEqualTo(GoRuntime.Builder.defaultGomaxprocs(System.getenv("GOMAXPROCS")));
			assertThat(runtime.idleMTimeout()).isEqualTo(Duration.ofSeconds(60));
			assertThat(runtime.stealPolicy()).isSameAs(StealPolicy.random());
			assertThat(runtime.stealBatch()).isSameAs(StealBatch.HALF);
			assertThat(runtime.snapshot().maxM()).isEqualTo(10_000);
			assertThat(runtime.snapshot().machines()).as("created on demand").isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource(nullValues = "unset", value = { "unset,-1", "3,3", "' 3 ',3", "0,-1", "-2,-1", "1025,-1", "abc,-1" })
	void gomaxprocsDefaultsToTheEnvironmentIfItIsAnyGood(String environment, int expected) {
		assertThat(GoRuntime.Builder.defaultGomaxprocs(environment))
			.isEqualTo((expected > 0) ? expected : Runtime.getRuntime().availableProcessors());
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 1025, 1_000_000 })
	void refusesBadGomaxprocs(int n) {
		assertThatIllegalArgumentException().isThrownBy(() -> GoRuntime.builder().gomaxprocs(n))
			.withMessage("gomaxprocs must be between 1 and 1024, but is " + n);
	}

	@Test
	void refusesOtherBadValues() {
		GoRuntime.Builder builder = GoRuntime.builder();
		assertThatIllegalArgumentException().isThrownBy(() -> builder.idleMTimeout(Duration.ofSeconds(-1)))
			.withMessage("idleMTimeout must not be negative, but is PT-1S");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.maxM(0))
			.withMessage("maxM must be at least 1, but is 0");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.timeSlice(Duration.ZERO))
			.withMessage("timeSlice must be positive, but is PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> builder.timeSlice(Duration.ofNanos(999_999)))
			.withMessage("timeSlice must be at least 1 ms, but is PT0.000999999S");
		assertThat(builder.timeSlice(Duration.ofMillis(1))).isSameAs(builder);
		for (int nice : new int[] { -1, 20 }) {
			assertThatIllegalArgumentException().isThrownBy(() -> builder.hogNice(nice))
				.withMessage("hogNice must be between 0 and 19, but is " + nice);
		}
		assertThatIllegalArgumentException().isThrownBy(() -> builder.name(" ")).withMessage("name must not be blank");
		assertThatIllegalArgumentException().isThrownBy(() -> StealPolicy.of("greedy"))
			.withMessage("Unknown steal policy 'greedy': use one of random, sequential, busiest, none");
	}

	@Test
	void snapshotAddsUpAtAnyTime() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build()) {
			CountDownLatch release = new CountDownLatch(1);
			Goroutine<Void> spawner = runtime.go(() -> {
				while (release.getCount() > 0) {
					runtime.go(() -> Goroutine.yield()).join();
				}
			});
			for (int i = 0; i < 1_000; i++) {
				SchedulerSnapshot snapshot = runtime.snapshot();
				assertThat(snapshot.totals().created())
					.isEqualTo(snapshot.totals().completed() + snapshot.goroutines().alive());
				assertThat(snapshot.goroutines().waiting()).isNotNegative();
			}
			release.countDown();
			spawner.join();
			SchedulerSnapshot.Totals totals = runtime.snapshot().totals();
			assertThat(totals.created()).isEqualTo(totals.completed());
		}
	}

	@Test
	void snapshotShowsWhatRunsWaitsAndIsQueued() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			CountDownLatch waiting = new CountDownLatch(1);
			Goroutine<Void> waiter = runtime.go(() -> waiting.await());
			await().until(() -> waiter.status() == GoroutineStatus.WAITING);
			SchedulerSnapshot snapshot = runtime.go(() -> {
				for (int i = 0; i < 3; i++) {
					runtime.go(() -> 1);
				}
				return runtime.snapshot();
			}).join();
			assertThat(snapshot.processors()).singleElement().satisfies((p) -> {
				assertThat(p.id()).isZero();
				assertThat(p.status()).isEqualTo(ProcessorStatus.RUNNING);
				assertThat(p.machine()).isEqualTo(snapshot.machines().getFirst().id());
				assertThat(p.runQueueSize()).isEqualTo(2);
				assertThat(p.runNext()).isTrue();
				assertThat(p.ticks()).isPositive();
			});
			assertThat(snapshot.machines()).singleElement().satisfies((m) -> {
				assertThat(m.status()).isEqualTo(MachineStatus.RUNNING);
				assertThat(m.processor()).isZero();
				assertThat(m.goroutine()).isNotNull();
				assertThat(m.thread()).isEqualTo("go-default-m" + m.id());
			});
			assertThat(snapshot.goroutines()).isEqualTo(new SchedulerSnapshot.Goroutines(3, 1, 1, 0));
			waiting.countDown();
			waiter.join();
			await().until(() -> runtime.snapshot().machines().getFirst().status() == MachineStatus.IDLE);
			assertThat(runtime.snapshot().processors().getFirst().status()).isEqualTo(ProcessorStatus.IDLE);
			assertThat(runtime.snapshot().processors().getFirst().machine()).isNull();
		}
	}

	@Test
	void idleMachinesEndAfterTheTimeoutAndComeBackOnDemand() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(4).idleMTimeout(Duration.ofMillis(50)).build()) {
			for (int round = 0; round < 3; round++) {
				occupy(runtime, 4);
				await().until(() -> runtime.snapshot().machines().isEmpty());
				await().until(() -> threads(runtime) == 0);
			}
		}
	}

	@Test
	void spacersComeAndGoWithTheMachinesBesideThem() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().name("apart").gomaxprocs(2).build()) {
			occupy(runtime, 2);
			assertThat(threads("go-apart-spacer")).isGreaterThanOrEqualTo(2).isEqualTo(threads("go-apart-m"));
			runtime.idleMTimeout(Duration.ZERO);
			await().untilAsserted(() -> assertThat(threads("go-apart-spacer")).isZero());
		}
		try (GoRuntime runtime = GoRuntime.builder().name("alone").gomaxprocs(1).build()) {
			occupy(runtime, 1);
			assertThat(threads("go-alone-spacer")).as("one M alone needs no distance").isZero();
		}
	}

	@Test
	void longTimeoutKeepsIdleMachinesUntilItIsShortened() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).idleMTimeout(Duration.ofDays(1)).build()) {
			occupy(runtime, 2);
			await()
				.until(() -> runtime.snapshot().machines().stream().allMatch((m) -> m.status() == MachineStatus.IDLE));
			assertThat(runtime.snapshot().machines()).hasSizeGreaterThanOrEqualTo(2);
			runtime.idleMTimeout(Duration.ZERO);
			await().until(() -> runtime.snapshot().machines().isEmpty());
			assertThat(runtime.go(() -> "still works").join()).isEqualTo("still works");
		}
	}

	@Test
	void neverMoreThanMaxMachinesAndWorkWaits() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(8).maxM(2).build()) {
			AtomicInteger running = new AtomicInteger();
			AtomicInteger most = new AtomicInteger();
			Goroutine<?>[] goroutines = new Goroutine<?>[200];
			for (int i = 0; i < goroutines.length; i++) {
				goroutines[i] = runtime.go(() -> {
					most.accumulateAndGet(running.incrementAndGet(), Math::max);
					for (int spin = 0; spin < 10_000; spin++) {
						Thread.onSpinWait();
					}
					running.decrementAndGet();
				});
			}
			for (Goroutine<?> goroutine : goroutines) {
				goroutine.join();
			}
			assertThat(most.get()).isBetween(1, 2);
			assertThat(runtime.snapshot().machines()).hasSizeLessThanOrEqualTo(2);
		}
	}

	@Test
	void runtimesDoNotShareAnything() throws Exception {
		try (GoRuntime first = GoRuntime.builder().name("first").gomaxprocs(1).build();
				GoRuntime second = GoRuntime.builder().name("second").gomaxprocs(1).build()) {
			// A goroutine of one starts one of the other and waits for it, a hundred
			// deep.
			assertThat(pingPong(first, second, 100)).isEqualTo(100);
			assertThat(first.snapshot().totals().created()).isEqualTo(50);
			assertThat(second.snapshot().totals().created()).isEqualTo(50);
			assertThat(first.snapshot().machines()).allMatch((m) -> m.thread().startsWith("go-first-m"));
		}
	}

	@Test
	void refusesNewGoroutinesOnceShutDown() {
		GoRuntime runtime = GoRuntime.create();
		assertThat(runtime.shutdown(Duration.ZERO)).isTrue();
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> runtime.go(() -> 1))
			.withMessage("Runtime 'default' has been shut down");
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> runtime.execute(() -> {
		}));
		assertThat(runtime.snapshot().totals().created()).isZero();
	}

	private static int pingPong(GoRuntime here, GoRuntime there, int depth) throws Exception {
		return (depth == 0) ? 0 : here.go(() -> pingPong(there, here, depth - 1) + 1).join();
	}

	/** Has n goroutines run at the same time, each on an M of its own. */
	private static void occupy(GoRuntime runtime, int n) throws Exception {
		CountDownLatch all = new CountDownLatch(n);
		Goroutine<?>[] goroutines = new Goroutine<?>[n];
		Arrays.setAll(goroutines, (i) -> runtime.go(() -> {
			all.countDown();
			while (all.getCount() > 0) {
				Thread.onSpinWait();
			}
		}));
		for (Goroutine<?> goroutine : goroutines) {
			goroutine.join();
		}
	}

	private static long threads(GoRuntime runtime) {
		return threads("go-" + runtime.name() + "-m");
	}

	private static long threads(String prefix) {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().startsWith(prefix))
			.count();
	}

}
