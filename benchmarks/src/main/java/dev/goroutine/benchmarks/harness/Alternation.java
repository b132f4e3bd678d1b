package dev.goroutine.benchmarks.harness;

import java.util.function.Consumer;

/**
 * Runs two contenders in turn, A B A B …, so that what slows the machine down for a while
 * slows both.
 *
 * @param warmups how many pairs to run first and forget
 * @param rounds how many pairs to measure
 */
public record Alternation(int warmups, int rounds) {

	/**
	 * Runs the contenders.
	 * @param ours our side
	 * @param other the other side
	 * @param measured told of each measured pair at once
	 * @throws Exception if a round fails
	 */
	public void run(Contender ours, Contender other, Consumer<Pair> measured) throws Exception {
		for (int i = -this.warmups; i < this.rounds; i++) {
			Pair pair = new Pair(ours.round(), other.round());
			if (i >= 0) {
				measured.accept(pair);
			}
		}
	}

}
