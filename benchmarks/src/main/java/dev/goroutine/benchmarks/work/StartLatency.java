package dev.goroutine.benchmarks.work;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * How long a new one waits for its first instruction while others burn CPU: what time
 * sharing is for.
 */
public final class StartLatency implements Work {

	private static final int HOGS = 4;

	private static final int INTERVAL_MILLIS = 10;

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "start latency, p99, one every %d ms while %d others burn CPU for %,d ms",
				INTERVAL_MILLIS, HOGS, size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(5_000, 100);
	}

	@Override
	public Unit unit() {
		return Unit.MILLISECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(size);
		CountDownLatch hogs = new CountDownLatch(HOGS);
		for (int i = 0; i < HOGS; i++) {
			threads.start(() -> {
				while (System.nanoTime() - end < 0) {
					Thread.onSpinWait();
				}
				hogs.countDown();
			});
		}
		long[] latencies = new long[size / INTERVAL_MILLIS];
		CountDownLatch started = new CountDownLatch(latencies.length);
		for (int i = 0; i < latencies.length; i++) {
			Thread.sleep(INTERVAL_MILLIS);
			int sample = i;
			long start = System.nanoTime();
			threads.start(() -> {
				latencies[sample] = System.nanoTime() - start;
				started.countDown();
			});
		}
		Checks.await(started, "the start of all samples");
		Checks.await(hogs, "the end of the hogs");
		Arrays.sort(latencies);
		return latencies[(int) Math.ceil(latencies.length * 0.99) - 1] / 1e6;
	}

}
