package dev.goroutine.benchmarks.work;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * Two goroutines that send a value there and back, over two conduits in which sender and
 * receiver meet.
 *
 * @param conduits what the table calls them
 * @param maker what the values go through
 */
public record RoundTrips(String conduits, Conduit.Maker maker) implements Work {

	/** Small, so that all values are there already. */
	private static final int MASK = 63;

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "ping-pong over two %s, %,d round trips", this.conduits, size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(500_000, 500);
	}

	@Override
	public Unit unit() {
		return Unit.NANOSECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		Conduit ping = this.maker.make(0);
		Conduit pong = this.maker.make(0);
		CountDownLatch done = new CountDownLatch(2);
		int[] returned = new int[1];
		long start = System.nanoTime();
		threads.start(() -> {
			threads.start(() -> {
				for (int i = 0; i < size; i++) {
					pong.send(ping.receive() + 1);
				}
				done.countDown();
			});
			for (int i = 0; i < size; i++) {
				ping.send(i & MASK);
				if (pong.receive() == (i & MASK) + 1) {
					returned[0]++;
				}
			}
			done.countDown();
		});
		Checks.await(done, describe(size));
		long elapsed = System.nanoTime() - start;
		Checks.count("round trips", size, returned[0]);
		return (double) elapsed / size;
	}

}
