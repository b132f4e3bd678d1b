package dev.goroutine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many goroutines of a runtime run at a time.
 */
final class MostAtATime {

	private static final int TRIES = 10;

	private MostAtATime() {
	}

	/**
	 * Counts those that run the given body. One that waits for a class to be loaded has
	 * its P handed off, and goes on beside the next: what was counted meanwhile says
	 * nothing of Ps, so that it counts once more.
	 * @param start starts many with that body
	 */
	static int of(GoRuntime runtime, Consumer<GoBody> start) {
		int most;
		long handoffs;
		int tries = 0;
		do {
			handoffs = handoffs(runtime);
			most = once(runtime, start);
		}
		while (handoffs(runtime) != handoffs && ++tries < TRIES);
		return most;
	}

	private static int once(GoRuntime runtime, Consumer<GoBody> start) {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		start.accept(() -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			for (int spin = 0; spin < 10_000; spin++) {
				Thread.onSpinWait();
			}
			running.decrementAndGet();
		});
		assertThat(runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
		assertThat(most).as("some have run").hasPositiveValue();
		return most.get();
	}

	private static long handoffs(GoRuntime runtime) {
		return runtime.snapshot().totals().handoffs();
	}

}
