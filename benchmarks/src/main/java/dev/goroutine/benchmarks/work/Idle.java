package dev.goroutine.benchmarks.work;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * A scheduler that has nothing to do any more, from the end of a burst of work on: what
 * its threads use of a core, until they have all come to rest and after it, and how many
 * are left.
 *
 * @param figure which of the two
 */
public record Idle(Figure figure) implements Work {

	private static final int TASKS = 1_000;

	/** Of the tasks, one in so many computes for several time slices. */
	private static final int LONG_TASK = 50;

	/** None at all would be no figure to divide by. */
	private static final long LEAST_NANOS = 10_000;

	private static final ThreadMXBean jvm = ManagementFactory.getThreadMXBean();

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT,
				(this.figure == Figure.CPU) ? "CPU time of the scheduler's threads in the %,d ms after a burst of work"
						: "threads of the scheduler %,d ms after a burst of work",
				size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(10_000, 100);
	}

	@Override
	public Unit unit() {
		return (this.figure == Figure.CPU) ? Unit.CPU_MILLISECONDS : Unit.OS_THREADS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		burst(threads);
		Map<Thread, Long> before = new HashMap<>();
		for (Thread thread : ownedBy(threads)) {
			before.put(thread, jvm.getThreadCpuTime(thread.threadId()));
		}
		Thread.sleep(size);
		List<Thread> after = ownedBy(threads);
		if (this.figure == Figure.THREADS) {
			return after.size();
		}
		long used = 0;
		for (Thread thread : after) {
			used += jvm.getThreadCpuTime(thread.threadId()) - before.getOrDefault(thread, 0L);
		}
		return Math.max(used, LEAST_NANOS) / 1e6;
	}

	private static void burst(Threads threads) throws InterruptedException {
		CountDownLatch done = new CountDownLatch(TASKS);
		AtomicLong results = new AtomicLong();
		for (int i = 0; i < TASKS; i++) {
			int millis = (i % LONG_TASK == 0) ? 50 : 1;
			Duration sleep = Duration.ofMillis(1 + i % 10);
			threads.start(() -> {
				results.addAndGet(Computation.compute(millis, millis * Computation.ITERATIONS_PER_MILLISECOND) | 1);
				threads.pause(sleep);
				done.countDown();
			});
		}
		Checks.await(done, "the burst");
		Checks.count("results", 0, (results.get() == 0) ? 1 : 0);
	}

	private static List<Thread> ownedBy(Threads threads) {
		return Thread.getAllStackTraces().keySet().stream().filter(threads::owns).toList();
	}

	/** What can be measured of a scheduler that is idle. */
	public enum Figure {

		/**
		 * CPU time of its threads; what those used that have ended meanwhile is not in
		 * it.
		 */
		CPU,

		/** How many threads it has. */
		THREADS

	}

}
