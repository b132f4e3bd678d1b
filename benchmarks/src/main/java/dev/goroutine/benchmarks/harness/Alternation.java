package dev.goroutine.benchmarks.harness;

import java.util.function.Consumer;

/**
 * Runs two contenders in turn, A B A B …, with a garbage collection before each round, so
 * that nobody pays for the other's garbage.
 *
 * @param warmups how many pairs to run first and forget
 * @param rounds how many pairs to measure
 * @param collector collects the garbage, outside of what is timed
 */
public record Alternation(int warmups, int rounds, Runnable collector) {

	/**
	 * Runs the contenders.
	 * @param ours our side
	 * @param other the other side
	 * @param measured told of each measured pair at once
	 * @throws Exception if a round fails
	 */
	public void run(Contender ours, Contender other, Consumer<Pair> measured) throws Exception {
		for (int i = -this.warmups; i < this.rounds; i++) {
			double a = round(ours);
			double b = round(other);
			if (i >= 0) {
				measured.accept(new Pair(a, b));
			}
		}
	}

	private double round(Contender contender) throws Exception {
		this.collector.run();
		return contender.round();
	}

}
