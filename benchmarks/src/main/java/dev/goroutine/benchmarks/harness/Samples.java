package dev.goroutine.benchmarks.harness;

import java.util.Arrays;

/**
 * The figures of several rounds. The median stands for them, since on a shared machine
 * the outliers are the neighbours' work.
 */
public final class Samples {

	private final double[] sorted;

	/**
	 * Takes the figures, at least one.
	 * @param values the figures, in any order
	 */
	public Samples(double... values) {
		if (values.length == 0) {
			throw new IllegalArgumentException("No figures");
		}
		this.sorted = values.clone();
		Arrays.sort(this.sorted);
	}

	/**
	 * The figure in the middle, or the mean of the two there.
	 * @return the median
	 */
	public double median() {
		int middle = this.sorted.length / 2;
		if (this.sorted.length % 2 == 1) {
			return this.sorted[middle];
		}
		return (this.sorted[middle - 1] + this.sorted[middle]) / 2;
	}

	/**
	 * The lowest figure.
	 * @return the minimum
	 */
	public double min() {
		return this.sorted[0];
	}

	/**
	 * The highest figure.
	 * @return the maximum
	 */
	public double max() {
		return this.sorted[this.sorted.length - 1];
	}

}
