package dev.goroutine.benchmarks.work;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * Sixteen that compute for longer than a time slice and sleep a little in between, on a
 * machine where other processes want the CPU too. All are alike, so none of them is a
 * hog: whichever were made background work would give way to the other processes.
 *
 * @param millis how long each computes, about
 */
public record LongTasks(int millis) implements Work {

	private static final int TASKS = 16;

	private static final int BUSY_PROCESSES = 4;

	private static final Duration PAUSE = Duration.ofMillis(5);

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT,
				"%,d computations of about %d ms by %d that sleep 5 ms in between, " + "beside %d busy processes", size,
				this.millis, TASKS, BUSY_PROCESSES);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(1_500 / this.millis, 2);
	}

	@Override
	public Unit unit() {
		return Unit.MILLISECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		List<Process> neighbours = new ArrayList<>();
		try {
			for (int i = 0; i < BUSY_PROCESSES; i++) {
				neighbours.add(busyProcess());
			}
			return compute(threads, size);
		}
		finally {
			neighbours.forEach(Process::destroyForcibly);
		}
	}

	private static Process busyProcess() throws IOException {
		return new ProcessBuilder("sh", "-c", "while :; do :; done").start();
	}

	private double compute(Threads threads, int size) throws Exception {
		CountDownLatch ended = new CountDownLatch(TASKS);
		AtomicInteger left = new AtomicInteger(size);
		AtomicLong results = new AtomicLong();
		long start = System.nanoTime();
		for (int i = 0; i < TASKS; i++) {
			threads.start(() -> {
				while (left.getAndDecrement() > 0) {
					results.addAndGet(
							Computation.compute(start, this.millis * Computation.ITERATIONS_PER_MILLISECOND) | 1);
					threads.pause(PAUSE);
				}
				ended.countDown();
			});
		}
		Checks.await(ended, describe(size));
		double elapsed = (System.nanoTime() - start) / 1e6;
		Checks.count("results", 0, (results.get() == 0) ? 1 : 0);
		return elapsed;
	}

}
