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
 * One goroutine starts a great many that do next to nothing: what creating and ending one
 * costs.
 */
public final class Spawn implements Work {

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "a goroutine creates %,d goroutines that each add 1 and end", size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(1_000_000, 1_000);
	}

	@Override
	public Unit unit() {
		return Unit.NANOSECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		AtomicLong count = new AtomicLong();
		CountDownLatch done = new CountDownLatch(1);
		Body body = () -> {
			if (count.incrementAndGet() == size) {
				done.countDown();
			}
		};
		long start = System.nanoTime();
		threads.start(() -> {
			for (int i = 0; i < size; i++) {
				threads.start(body);
			}
		});
		Checks.await(done, describe(size));
		long elapsed = System.nanoTime() - start;
		Checks.count("goroutines that ran", size, count.get());
		return (double) elapsed / size;
	}

}
