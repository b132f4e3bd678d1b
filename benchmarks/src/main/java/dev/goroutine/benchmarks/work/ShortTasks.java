package dev.goroutine.benchmarks.work;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * Many that compute for about a millisecond each, to see what disturbs them.
 */
public final class ShortTasks implements Work {

	/** About 1 ms; the same number for both sides, whatever the machine. */
	private static final int ITERATIONS = 500_000;

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "%,d goroutines that compute for about 1 ms each", size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(1_000, 20);
	}

	@Override
	public Unit unit() {
		return Unit.MILLISECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		CountDownLatch done = new CountDownLatch(size);
		AtomicLong results = new AtomicLong();
		long start = System.nanoTime();
		for (int i = 0; i < size; i++) {
			threads.start(() -> {
				results.addAndGet(Computation.compute(start, ITERATIONS) | 1);
				done.countDown();
			});
		}
		Checks.await(done, describe(size));
		double elapsed = (System.nanoTime() - start) / 1e6;
		Checks.count("results", 0, (results.get() == 0) ? 1 : 0);
		return elapsed;
	}

}
