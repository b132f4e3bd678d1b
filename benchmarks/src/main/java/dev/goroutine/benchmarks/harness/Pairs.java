package dev.goroutine.benchmarks.harness;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All measured pairs of a row. The ratio is taken within each pair and only then the
 * median: what slows the machine down for a while slows both halves of a pair.
 *
 * @param list the pairs, at least one
 */
public record Pairs(List<Pair> list) {

	/**
	 * Copies the pairs.
	 * @param list the pairs, at least one
	 */
	public Pairs {
		list = List.copyOf(list);
		if (list.isEmpty()) {
			throw new IllegalArgumentException("No pairs");
		}
	}

	/**
	 * The figures of our side.
	 * @return the samples
	 */
	public Samples ours() {
		return samples(Pair::ours);
	}

	/**
	 * The figures of the other side.
	 * @return the samples
	 */
	public Samples other() {
		return samples(Pair::other);
	}

	/**
	 * The ratios of the pairs.
	 * @return the samples
	 */
	public Samples ratio() {
		return samples(Pair::ratio);
	}

	private Samples samples(ToDoubleFunction<Pair> figure) {
		return new Samples(this.list.stream().mapToDouble(figure).toArray());
	}

}
