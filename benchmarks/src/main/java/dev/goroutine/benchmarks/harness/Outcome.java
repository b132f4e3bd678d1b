package dev.goroutine.benchmarks.harness;

/**
 * What became of a row.
 */
public sealed interface Outcome {

	/**
	 * Figures are there.
	 *
	 * @param pairs the figures
	 */
	record Measured(Pairs pairs) implements Outcome {

	}

	/**
	 * This machine lacks what one side needs.
	 *
	 * @param reason what is missing
	 */
	record Skipped(String reason) implements Outcome {

	}

	/**
	 * The work was not done.
	 *
	 * @param reason what went wrong
	 */
	record Failed(String reason) implements Outcome {

	}

}
