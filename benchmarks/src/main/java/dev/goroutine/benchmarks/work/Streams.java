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
 * Producers and as many consumers at one conduit with room for 100 values.
 *
 * @param maker what the values go through
 * @param producers how many there are of each
 */
public record Streams(Conduit.Maker maker, int producers) implements Work {

	private static final int CAPACITY = 100;

	/** Small, so that all values are there already. */
	private static final int MASK = 63;

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "%d to %d over a channel with a buffer of %d, %,d values", this.producers,
				this.producers, CAPACITY, size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(2_000_000, 2_000);
	}

	@Override
	public Unit unit() {
		return Unit.NANOSECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		Conduit conduit = this.maker.make(CAPACITY);
		int each = size / this.producers;
		CountDownLatch done = new CountDownLatch(2 * this.producers);
		AtomicLong received = new AtomicLong();
		long expected = 0;
		for (int i = 0; i < each; i++) {
			expected += i & MASK;
		}
		long start = System.nanoTime();
		for (int p = 0; p < this.producers; p++) {
			threads.start(() -> {
				for (int i = 0; i < each; i++) {
					conduit.send(i & MASK);
				}
				done.countDown();
			});
			threads.start(() -> {
				long sum = 0;
				for (int i = 0; i < each; i++) {
					sum += conduit.receive();
				}
				received.addAndGet(sum);
				done.countDown();
			});
		}
		Checks.await(done, describe(size));
		long elapsed = System.nanoTime() - start;
		Checks.count("sum of the values", this.producers * expected, received.get());
		return (double) elapsed / (each * this.producers);
	}

}
