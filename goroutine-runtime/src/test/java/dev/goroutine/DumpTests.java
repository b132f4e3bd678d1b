package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Looking at goroutines while they run: all are seen, and none is harmed.
 */
class DumpTests {

	private static final int MANY = 100_000;

	@Test
	void aHundredThousandParkedOnesWhileTwoChurn() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build()) {
			CountDownLatch release = new CountDownLatch(1);
			AtomicBoolean stop = new AtomicBoolean();
			runtime.go(() -> {
				for (int i = 0; i < MANY; i++) {
					runtime.go(() -> release.await());
				}
			}).join();
			List<Goroutine<Long>> churning = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				churning.add(runtime.go(() -> churn(stop)));
			}
			long start = System.nanoTime();
			String text = runtime.dump();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
			Pattern header = Pattern.compile("^goroutine \\d+ \\[(.*)]:$", Pattern.MULTILINE);
			assertThat(header.matcher(text).results().filter((match) -> match.group(1).equals("sync wait")))
				.hasSize(MANY);
			assertThat(header.matcher(text).results()).hasSize(MANY + 2);
			assertThat(churning).noneMatch(Goroutine::isDone);
			stop.set(true);
			release.countDown();
			assertThat(runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
			for (Goroutine<Long> goroutine : churning) {
				assertThat(goroutine.join()).isPositive();
			}
		}
	}

	private static long churn(AtomicBoolean stop) {
		long rounds = 0;
		while (!stop.get()) {
			Goroutine.yield();
			rounds++;
		}
		return rounds;
	}

	@Test
	void runningOnesComeFirstAndThenByIdWithNames() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			CountDownLatch release = new CountDownLatch(1);
			for (int i = 0; i < 10; i++) {
				runtime.go("waiter", () -> release.await());
			}
			List<GoroutineSnapshot> seen = runtime.go("looker", () -> {
				// To the tail, so that the others have parked.
				Goroutine.yield();
				Goroutine.yield();
				return runtime.goroutines();
			}).join();
			release.countDown();
			assertThat(seen).hasSize(11);
			assertThat(seen.getFirst().name()).isEqualTo("looker");
			assertThat(seen.subList(1, 11)).isSortedAccordingTo(Comparator.comparingLong(GoroutineSnapshot::id))
				.allMatch((goroutine) -> goroutine.name().equals("waiter"));
		}
	}

	/**
	 * To read the stack of a goroutine that could run, or that is readied meanwhile, is
	 * to have it submitted once more. Each kind of parking is hit here, and each
	 * goroutine must do what it does exactly as often as it should, on one thread at a
	 * time.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 4 })
	void resubmittedGoroutinesRunOnceAndAreNotLost(int gomaxprocs) throws Exception {
		int rounds = 500;
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(gomaxprocs).build()) {
			List<Worker> workers = new ArrayList<>();
			List<Goroutine<Void>> goroutines = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				Worker worker = new Worker(rounds);
				workers.add(worker);
				goroutines.add(runtime.go(worker::work));
				goroutines.add(runtime.go(worker::partner));
			}
			Goroutine<Integer> looker = runtime.go(() -> {
				int looks = 0;
				while (goroutines.stream().anyMatch((goroutine) -> !goroutine.isDone())) {
					runtime.goroutines();
					looks++;
					Goroutine.yield();
				}
				return looks;
			});
			int looks = 0;
			while (!looker.isDone()) {
				assertThat(runtime.goroutines().size()).isLessThanOrEqualTo(goroutines.size() + 1);
				looks++;
			}
			assertThat(looks + looker.join()).isPositive();
			for (Goroutine<Void> goroutine : goroutines) {
				goroutine.join();
			}
			assertThat(workers).allMatch((worker) -> worker.worked == rounds && worker.answered == rounds);
			assertThat(runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
			assertThat(runtime.snapshot().totals().completed()).isEqualTo(goroutines.size() + 1);
		}
	}

	/** Two goroutines that take turns, by all the ways there are to wait. */
	private static final class Worker {

		private final int rounds;

		private final Object monitor = new Object();

		private volatile @Nullable Thread partner;

		private volatile int turn;

		// Neither volatile nor guarded: two threads at a time would lose counts.
		private int worked;

		private int answered;

		Worker(int rounds) {
			this.rounds = rounds;
		}

		void work() throws InterruptedException {
			for (int i = 0; i < this.rounds; i++) {
				this.worked++;
				Goroutine.yield();
				LockSupport.parkNanos(1);
				synchronized (this.monitor) {
					this.turn++;
					this.monitor.notifyAll();
				}
				while (this.turn % 2 != 0) {
					LockSupport.unpark(this.partner);
					Goroutine.yield();
				}
			}
		}

		// They take turns, so each adds to the turn alone.
		@SuppressWarnings("NonAtomicVolatileUpdate")
		void partner() throws InterruptedException {
			this.partner = Thread.currentThread();
			for (int i = 0; i < this.rounds; i++) {
				while (this.turn % 2 == 0) {
					synchronized (this.monitor) {
						if (this.turn % 2 == 0) {
							this.monitor.wait(1_000);
						}
					}
				}
				LockSupport.park();
				this.answered++;
				this.turn++;
			}
		}

	}

	@Test
	void placeOfCreationIsRememberedIfAskedFor() throws Exception {
		ForkedJvm.Output output = ForkedJvm
			.run(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Dgoroutine.createdby=true"), Created.class);
		assertThat(output.exitCode()).as(output.text()).isZero();
		String main = Pattern.quote(Created.class.getName()) + "\\.";
		assertThat(output.text()).containsPattern("created by " + main + "main\n\tDumpTests.java:")
			.containsPattern("created by " + main + "lambda.* in goroutine \\d+\n\tDumpTests.java:")
			.containsPattern("created by " + main + "execute\n\tDumpTests.java:");
	}

	/** Prints a dump of goroutines that were created in three ways. */
	static final class Created {

		private Created() {
		}

		public static void main(String[] args) throws Exception {
			try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
				CountDownLatch parked = new CountDownLatch(3);
				CountDownLatch release = new CountDownLatch(1);
				runtime.go(() -> {
					runtime.go(() -> await(parked, release));
					await(parked, release);
				});
				execute(runtime, () -> await(parked, release));
				parked.await();
				System.out.print(runtime.dump());
				release.countDown();
			}
		}

		private static void execute(GoRuntime runtime, Runnable task) {
			runtime.execute(task);
		}

		private static void await(CountDownLatch parked, CountDownLatch release) {
			parked.countDown();
			try {
				release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
