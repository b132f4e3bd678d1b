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
 * Platform threads start a great many that do next to nothing and that nobody waits for:
 * what an asynchronous call costs an application.
 *
 * @param callers how many platform threads share the calls
 */
public record Calls(int callers) implements Work {

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "%,d calls of an all but empty void method, by %d platform thread%s", size,
				this.callers, (this.callers != 1) ? "s" : "");
	}

	@Override
	public int size(Scale scale) {
		return scale.of(400_000, 800);
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
		int each = size / this.callers;
		long start = System.nanoTime();
		for (int i = 0; i < this.callers; i++) {
			Thread.ofPlatform().name("caller-" + i).start(() -> {
				for (int call = 0; call < each; call++) {
					threads.start(body);
				}
			});
		}
		Checks.await(done, describe(size));
		long elapsed = System.nanoTime() - start;
		Checks.count("calls that ran", size, count.get());
		return (double) elapsed / size;
	}

}
