package dev.goroutine.sample.load;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;

import org.springframework.stereotype.Component;

/**
 * Burns CPU: so many rounds of a loop as take that many seconds on a core of one's own.
 * Whoever shares the core gets through fewer of them a second, and takes longer.
 */
@Component
class Burner {

	private static final int CHUNK = 100_000;

	private static final int CHUNKS_TO_MEASURE = 500;

	private final double chunksPerSecond = measure();

	/** Where results go, so that the compiler cannot leave out what computes them. */
	private volatile long result;

	/**
	 * Burns on the thread of the caller.
	 * @param seconds how much CPU time
	 */
	void burn(double seconds) {
		long chunks = Math.round(seconds * this.chunksPerSecond);
		long number = chunks;
		for (long i = 0; i < chunks; i++) {
			number = compute(number);
		}
		this.result = number;
	}

	/**
	 * Burns on a goroutine of its own.
	 * @param seconds how much CPU time
	 * @return the goroutine
	 */
	@Go
	Goroutine<Void> burnOnGoroutine(double seconds) {
		burn(seconds);
		return Goroutine.completed(null);
	}

	private static long compute(long seed) {
		long number = seed;
		for (int i = 0; i < CHUNK; i++) {
			number = number * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
		}
		return number;
	}

	/**
	 * How many chunks a second are computed by a core that does nothing else: the fastest
	 * of many was compiled and undisturbed.
	 */
	private double measure() {
		long fastest = Long.MAX_VALUE;
		for (int i = 0; i < CHUNKS_TO_MEASURE; i++) {
			long start = System.nanoTime();
			this.result = compute(this.result);
			fastest = Math.min(fastest, System.nanoTime() - start);
		}
		return 1e9 / fastest;
	}

}
