package dev.goroutine.benchmarks.work;

import java.util.Locale;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * A crowd that parks, is woken and ends: creation, park, wake-up and end together.
 */
public final class WakeAll implements Work {

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "%,d goroutines created, parked, all woken and joined", size);
	}

	@Override
	public int size(Scale scale) {
		return scale.of(1_000_000, 1_000);
	}

	@Override
	public Unit unit() {
		return Unit.MILLISECONDS;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		Crowd crowd = new Crowd(size);
		long start = System.nanoTime();
		threads.start(() -> {
			for (int i = 0; i < size; i++) {
				threads.start(crowd);
			}
		});
		Checks.await(crowd.arrived, describe(size));
		threads.start(crowd::release);
		Checks.await(crowd.gone, "the end of all that were woken");
		return (System.nanoTime() - start) / 1e6;
	}

}
