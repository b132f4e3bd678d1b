package dev.goroutine.benchmarks.harness;

import java.io.IOException;

/**
 * One side of a comparison, ready to run.
 */
public interface Contender extends AutoCloseable {

	/**
	 * Does the work once and checks that it was really done.
	 * @return the figure of this round
	 * @throws Exception if the work was not done
	 */
	double round() throws Exception;

	@Override
	default void close() throws IOException {
	}

}
