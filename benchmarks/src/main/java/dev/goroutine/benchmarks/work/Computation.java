package dev.goroutine.benchmarks.work;

/**
 * Work for the CPU and for nothing else, in steps of which a JIT leaves none out.
 */
public final class Computation {

	/**
	 * As many take about a millisecond; the same number for all, whatever the machine.
	 */
	public static final int ITERATIONS_PER_MILLISECOND = 700_000;

	private Computation() {
	}

	/**
	 * Computes.
	 * @param seed where to begin
	 * @param iterations how many steps
	 * @return the result, to be used somewhere
	 */
	public static long compute(long seed, int iterations) {
		long value = seed;
		for (int i = 0; i < iterations; i++) {
			value = value * 6_364_136_223_846_793_005L + i;
		}
		return value;
	}

}
