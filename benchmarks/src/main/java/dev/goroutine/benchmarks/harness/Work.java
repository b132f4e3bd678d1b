package dev.goroutine.benchmarks.harness;

/**
 * A program that is measured, the same on every kind of {@link Threads}.
 */
public interface Work {

	/**
	 * What it does, for the table.
	 * @param size the size it is run with
	 * @return a phrase
	 */
	String describe(int size);

	/**
	 * How much of it there is.
	 * @param scale for figures, or only to see that it works
	 * @return the one number that scales the work
	 */
	int size(Scale scale);

	/**
	 * What the figure of a round is counted in.
	 * @return the unit
	 */
	Unit unit();

	/**
	 * Does the work once and checks that it was really done.
	 * @param threads what to run it on
	 * @param size how much of it
	 * @return the figure of this round, in {@link #unit()}
	 * @throws Exception if the work was not done
	 */
	double run(Threads threads, int size) throws Exception;

}
