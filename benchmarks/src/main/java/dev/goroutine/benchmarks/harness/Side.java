package dev.goroutine.benchmarks.harness;

/**
 * One side of a comparison: what a work is run on.
 */
public interface Side {

	/**
	 * The name in the table.
	 * @return the name
	 */
	String name();

	/**
	 * Makes this side ready for its rounds.
	 * @param work what to run
	 * @param size how much of it
	 * @param processors how many of them may run at a time
	 * @return the contender
	 * @throws UnavailableException if this machine lacks what it takes
	 * @throws Exception if it fails otherwise
	 */
	Contender open(Work work, int size, int processors) throws Exception;

}
