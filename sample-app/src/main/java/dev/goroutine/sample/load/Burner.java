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

	/** Long enough for the loop to be compiled as well as it ever will be. */
	private static final long NANOS_TO_MEASURE = 500_000_000;

	private final double chunksPerSecond = measure();

	/** Where results go, so that the compiler cannot leave out what computes them. */
	@SuppressWarnings("unused")
	private volatile long result;

	/**
	 * Burns on the thread of the caller.
	 * @param seconds how much CPU time
	 */
	void burn(double seconds) {
		long chunks = Math.round(seconds * this.chunksPerSecond);
		long number = chunks | 1;
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
			// Xorshift: of a linear step the compiler would make one of many.
			number ^= number << 13;
			number ^= number >>> 7;
			number ^= number << 17;
		}
		return number;
	}

	/**
	 * How many chunks a second are computed by a core that does nothing else: the fastest
	 * of many was compiled and undisturbed.
	 */
	private double measure() {
		long fastest = Long.MAX_VALUE;
		long number = 1;
		long begin = System.nanoTime();
		for (long start = begin; start - begin < NANOS_TO_MEASURE; start = System.nanoTime()) {
			number = compute(number);
			fastest = Math.min(fastest, System.nanoTime() - start);
		}
		this.result = number;
		return 1e9 / fastest;
	}

}
