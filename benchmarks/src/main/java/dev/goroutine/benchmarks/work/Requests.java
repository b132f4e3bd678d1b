package dev.goroutine.benchmarks.work;

import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.benchmarks.harness.Body;
import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * A warm application that is bound by the CPU: 64 clients, each of which asks again as
 * soon as it has its answer. A request is a thread of its own and computes.
 */
public final class Requests implements Work {

	private static final int CLIENTS = 64;

	/** About 0.9 ms. */
	private static final int ITERATIONS = 9 * Computation.ITERATIONS_PER_MILLISECOND / 10;

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "%,d requests of about 0.9 ms of CPU, %d at a time", size, CLIENTS);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(3_000, 70);
	}

	@Override
	public Unit unit() {
		return Unit.MILLISECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		CountDownLatch ended = new CountDownLatch(CLIENTS);
		AtomicInteger left = new AtomicInteger(size);
		AtomicLong results = new AtomicLong();
		long start = System.nanoTime();
		Body request = new Body() {

			@Override
			public void run() {
				if (left.getAndDecrement() > 0) {
					results.addAndGet(Computation.compute(start, ITERATIONS) | 1);
					threads.start(this);
				}
				else {
					ended.countDown();
				}
			}

		};
		for (int i = 0; i < CLIENTS; i++) {
			threads.start(request);
		}
		Checks.await(ended, describe(size));
		double elapsed = (System.nanoTime() - start) / 1e6;
		Checks.count("results", 0, (results.get() == 0) ? 1 : 0);
		return elapsed;
	}

}
