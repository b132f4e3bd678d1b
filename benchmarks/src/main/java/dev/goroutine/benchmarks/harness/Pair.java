package dev.goroutine.benchmarks.harness;

/**
 * The figures of two rounds that ran one after the other.
 *
 * @param ours our side's
 * @param other the other's
 */
public record Pair(double ours, double other) {

	/**
	 * Checks that the figures can be divided.
	 * @param ours our side's
	 * @param other the other's
	 */
	public Pair {
		if (!(ours > 0 && other > 0 && Double.isFinite(ours) && Double.isFinite(other))) {
			throw new IllegalArgumentException("Not figures to compare: " + ours + " and " + other);
		}
	}

	/**
	 * How many times the other our side is.
	 * @return the ratio
	 */
	public double ratio() {
		return this.ours / this.other;
	}

}
