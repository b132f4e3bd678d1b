package dev.goroutine.benchmarks.harness;

import java.util.List;

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
	 * Whether the work runs outside of the JVM that calls {@link #open}. If not, that has
	 * to be a JVM of its own.
	 * @return whether it does
	 */
	default boolean isExternal() {
		return false;
	}

	/**
	 * What the JVM that calls {@link #open} has to be started with besides what is the
	 * same for all.
	 * @return the flags, none as a rule
	 */
	default List<String> jvmFlags() {
		return List.of();
	}

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
