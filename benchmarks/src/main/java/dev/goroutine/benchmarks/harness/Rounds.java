package dev.goroutine.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.function.Consumer;

/**
 * Runs a contender for another process: each line in starts a round, its figure goes back
 * as a line, until there are no more lines. The program in Go does the same.
 *
 * @param collector collects the garbage before each round, outside of what is timed
 * @param failures told of the failure of a round, which its line only names
 */
public record Rounds(Runnable collector, Consumer<Throwable> failures) {

	/**
	 * Serves all rounds.
	 * @param contender who does them
	 * @param requests the lines in
	 * @param figures where the figures go; a failure goes there too, and is the last line
	 * @return whether no round has failed
	 * @throws IOException if the lines cannot be read
	 */
	public boolean serve(Contender contender, BufferedReader requests, PrintStream figures) throws IOException {
		while (requests.readLine() != null) {
			this.collector.run();
			try {
				figures.println(contender.round());
			}
			catch (Throwable ex) {
				this.failures.accept(ex);
				figures.println(ex.toString().replaceAll("\\R", " "));
				return false;
			}
		}
		return true;
	}

}
