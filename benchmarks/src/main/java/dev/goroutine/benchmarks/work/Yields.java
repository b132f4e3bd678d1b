package dev.goroutine.benchmarks.work;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.benchmarks.harness.Body;
import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * Goroutines that do nothing but let each other go first: what a switch costs.
 */
public final class Yields implements Work {

	/** How many goroutines take turns. */
	public static final int THREADS = 100;

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "%d goroutines x %,d yields", THREADS, size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(20_000, 20);
	}

	@Override
	public Unit unit() {
		return Unit.NANOSECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		AtomicLong yields = new AtomicLong();
		CountDownLatch done = new CountDownLatch(THREADS);
		Body body = () -> {
			int count = 0;
			for (int i = 0; i < size; i++) {
				threads.gosched();
				count++;
			}
			yields.addAndGet(count);
			done.countDown();
		};
		long start = System.nanoTime();
		threads.start(() -> {
			for (int i = 0; i < THREADS; i++) {
				threads.start(body);
			}
		});
		Checks.await(done, describe(size));
		long elapsed = System.nanoTime() - start;
		long expected = (long) THREADS * size;
		Checks.count("yields", expected, yields.get());
		return (double) elapsed / expected;
	}

}
