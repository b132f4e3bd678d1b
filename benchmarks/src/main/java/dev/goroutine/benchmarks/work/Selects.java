package dev.goroutine.benchmarks.work;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * One goroutine that receives from several channels by select, each with a producer.
 *
 * @param maker whose channels
 * @param channels how many there are
 */
public record Selects(Choice.Maker maker, int channels) implements Work {

	/** Small, so that all values are there already. */
	private static final int MASK = 63;

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "select over %d channels with a buffer of %d and a producer each, %,d values",
				this.channels, Choice.CAPACITY, size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(1_000_000, 2_000);
	}

	@Override
	public Unit unit() {
		return Unit.NANOSECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		Choice choice = this.maker.make(this.channels);
		int each = size / this.channels;
		int all = each * this.channels;
		CountDownLatch done = new CountDownLatch(this.channels + 1);
		long expected = 0;
		for (int i = 0; i < each; i++) {
			expected += i & MASK;
		}
		long[] received = new long[1];
		long start = System.nanoTime();
		for (int c = 0; c < this.channels; c++) {
			int channel = c;
			threads.start(() -> {
				for (int i = 0; i < each; i++) {
					choice.send(channel, i & MASK);
				}
				done.countDown();
			});
		}
		threads.start(() -> {
			for (int i = 0; i < all; i++) {
				received[0] += choice.receive();
			}
			done.countDown();
		});
		Checks.await(done, describe(size));
		long elapsed = System.nanoTime() - start;
		Checks.count("sum of the values", this.channels * expected, received[0]);
		return (double) elapsed / all;
	}

}
