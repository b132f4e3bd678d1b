package dev.goroutine.internal.base;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A random sample of elements that are seen once each and whose number nobody knows, all
 * with the same chance. Not for each of them is a number drawn: one says how many are
 * passed over until the next takes the place of one that was chosen (Li's Algorithm L).
 *
 * @param <T> the type of the elements
 */
public final class Reservoir<T> {

	private final int size;

	private final RandomGenerator random;

	private final List<T> chosen = new ArrayList<>();

	private double weight = 1;

	/** How many are passed over yet. */
	private double skips;

	public Reservoir(int size, RandomGenerator random) {
		this.size = size;
		this.random = random;
	}

	public void see(T element) {
		if (this.chosen.size() < this.size) {
			this.chosen.add(element);
			if (this.chosen.size() == this.size) {
				skip();
			}
		}
		else if (this.skips-- <= 0) {
			this.chosen.set(this.random.nextInt(this.size), element);
			skip();
		}
	}

	private void skip() {
		this.weight *= Math.exp(Math.log(positive()) / this.size);
		this.skips = Math.floor(Math.log(positive()) / Math.log1p(-this.weight));
	}

	/** More than 0, at most 1: to take the logarithm of. */
	private double positive() {
		return 1 - this.random.nextDouble();
	}

	public List<T> chosen() {
		return this.chosen;
	}

}
