package dev.goroutine.benchmarks.work;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * A great many goroutines that sleep once and end: the CPU time that one takes from its
 * start to its end.
 */
public final class Sleepers implements Work {

	private static final int LONGEST_MILLIS = 1_000;

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "CPU time of a goroutine that sleeps 1 to %,d ms, %,d of them",
				LONGEST_MILLIS, size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(1_000_000, 1_000);
	}

	@Override
	public Unit unit() {
		return Unit.CPU_NANOSECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		Crowd crowd = new Crowd(threads, size);
		long start = CpuTime.nanos();
		threads.start(() -> {
			for (int i = 0; i < size; i++) {
				int millis = 1 + i % LONGEST_MILLIS;
				threads.start(() -> crowd.sleep(millis));
			}
		});
		Checks.await(crowd.done, describe(size));
		long used = CpuTime.nanos() - start;
		Checks.count("goroutines that woke up", size, crowd.awake.get());
		Checks.count("goroutines that woke up too early", 0, crowd.tooEarly.get());
		return (double) used / size;
	}

	private static final class Crowd {

		private final Threads threads;

		private final int size;

		private final AtomicInteger awake = new AtomicInteger();

		private final AtomicInteger tooEarly = new AtomicInteger();

		private final CountDownLatch done = new CountDownLatch(1);

		Crowd(Threads threads, int size) {
			this.threads = threads;
			this.size = size;
		}

		void sleep(int millis) {
			long start = System.nanoTime();
			this.threads.pause(Duration.ofMillis(millis));
			if (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(millis)) {
				this.tooEarly.incrementAndGet();
			}
			if (this.awake.incrementAndGet() == this.size) {
				this.done.countDown();
			}
		}

	}

}
