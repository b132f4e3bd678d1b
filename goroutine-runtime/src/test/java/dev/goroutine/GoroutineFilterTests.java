package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Looking at some goroutines, at one, interrupting one, and how long they have waited.
 */
class GoroutineFilterTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).maxM(1).build();

	private final CountDownLatch release = new CountDownLatch(1);

	private volatile boolean stop;

	@AfterEach
	void close() {
		this.stop = true;
		this.release.countDown();
		assertThat(this.runtime.shutdown(PATIENCE)).isTrue();
	}

	@Test
	void byNameByStatusAndNoMoreThanTheLimit() throws Exception {
		park("order", 5);
		park("", 5);
		awaitWaiting(10);
		assertThat(this.runtime.goroutines(new GoroutineFilter(null, "rde", 100))).hasSize(5)
			.allMatch((goroutine) -> goroutine.name().equals("order"));
		assertThat(this.runtime.goroutines(new GoroutineFilter(null, "nosuch", 100))).isEmpty();
		assertThat(this.runtime.goroutines(new GoroutineFilter(null, "order", 3))).hasSize(3);
		this.runtime.go("burner", this::burn);
		this.runtime.go("starved", () -> {
		});
		// The one that burns is blocked for moments, while its stack is read.
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(names(new GoroutineFilter(GoroutineStatus.RUNNING, null, 100))).containsExactly("burner");
			assertThat(names(new GoroutineFilter(GoroutineStatus.RUNNABLE, null, 100))).containsExactly("starved");
			assertThat(names(new GoroutineFilter(GoroutineStatus.WAITING, "order", 100))).hasSize(5);
			assertThat(names(new GoroutineFilter(GoroutineStatus.BLOCKED, null, 100))).isEmpty();
			assertThat(names(new GoroutineFilter(null, null, 1))).as("who runs has precedence")
				.containsExactly("burner");
		});
	}

	@Test
	void limitIsAtLeastOne() {
		assertThatIllegalArgumentException().isThrownBy(() -> new GoroutineFilter(null, null, 0))
			.withMessage("limit must be at least 1, but is 0");
	}

	@Test
	void sampleIsOfDifferentOnesAndAllIfThereAreNoMore() throws Exception {
		List<Goroutine<Void>> parked = park("order", 5);
		awaitWaiting(5);
		assertThat(this.runtime.sample(3)).hasSize(3).doesNotHaveDuplicates();
		assertThat(this.runtime.sample(6)).extracting(GoroutineSnapshot::id)
			.containsExactlyElementsOf(parked.stream().map(Goroutine::id).toList());
		assertThatIllegalArgumentException().isThrownBy(() -> this.runtime.sample(0))
			.withMessage("size must be positive, but is 0");
	}

	@Test
	void oneById() throws Exception {
		List<Goroutine<Void>> parked = park("order", 3);
		awaitWaiting(3);
		GoroutineSnapshot snapshot = this.runtime.goroutine(parked.get(1).id());
		assertThat(snapshot).isNotNull();
		assertThat(snapshot.id()).isEqualTo(parked.get(1).id());
		assertThat(snapshot.status()).isEqualTo(GoroutineStatus.WAITING);
		assertThat(snapshot.traceback()).startsWith("goroutine " + snapshot.id() + " [sync wait] {name: \"order\"}:\n")
			.contains("java.util.concurrent.CountDownLatch.await(...)");
		assertThat(this.runtime.goroutine(0)).isNull();
	}

	@Test
	void interruptIsOfThatGoroutineOnly() throws Exception {
		List<Goroutine<Void>> parked = park("order", 3);
		awaitWaiting(3);
		assertThat(this.runtime.interrupt(parked.get(1).id())).isTrue();
		Awaitility.await().atMost(PATIENCE).until(parked.get(1)::isDone);
		assertThat(parked.get(1).exceptionNow()).isInstanceOf(InterruptedException.class);
		assertThat(parked.get(0).isDone()).isFalse();
		assertThat(parked.get(2).isDone()).isFalse();
		assertThat(this.runtime.interrupt(parked.get(1).id())).as("it has ended").isFalse();
		assertThat(this.runtime.interrupt(Long.MAX_VALUE)).isFalse();
	}

	@Test
	void whoStarvesGrowsOldUntilHeRuns() throws Exception {
		assertThat(this.runtime.snapshot().oldestRunnable()).isZero();
		this.runtime.go("burner", this::burn);
		Goroutine<Void> starved = this.runtime.go(() -> {
		});
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.runtime.snapshot().oldestRunnable().compareTo(Duration.ofMillis(500)) > 0);
		assertThat(starved.isDone()).isFalse();
		this.stop = true;
		starved.get();
		Awaitility.await().atMost(PATIENCE).until(() -> this.runtime.snapshot().oldestRunnable().isZero());
	}

	/** Two that ready each other are always runnable, and never for long. */
	@Test
	void whoRunsAgainAndAgainDoesNotGrowOld() throws Exception {
		Chan<Integer> ping = Chan.unbuffered();
		Chan<Integer> pong = Chan.unbuffered();
		this.runtime.go(() -> {
			Integer n;
			while ((n = ping.receive()) != null) {
				pong.send(n);
			}
			pong.close();
		});
		Goroutine<Boolean> looking = this.runtime.go(() -> {
			long start = System.nanoTime();
			long passed;
			boolean fresh;
			int i = 0;
			do {
				ping.send(i++);
				pong.receive();
				passed = System.nanoTime() - start;
				fresh = this.runtime.snapshot().oldestRunnable().isZero();
				// Sysmon, which looks ten times a second, has seen the same many times.
			}
			while (passed < 1_000_000_000 || (!fresh && passed < PATIENCE.toNanos()));
			ping.close();
			return fresh;
		});
		assertThat(looking.get()).isTrue();
	}

	private List<Goroutine<Void>> park(String name, int count) {
		List<Goroutine<Void>> parked = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			parked.add(this.runtime.go(name, () -> this.release.await()));
		}
		return parked;
	}

	private void awaitWaiting(int count) {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> this.runtime.goroutines(new GoroutineFilter(GoroutineStatus.WAITING, null, 100))
				.size() == count);
	}

	private void burn() {
		while (!this.stop) {
			Thread.onSpinWait();
		}
	}

	private List<String> names(GoroutineFilter filter) {
		return this.runtime.goroutines(filter).stream().map(GoroutineSnapshot::name).toList();
	}

}
