package dev.goroutine.internal.base;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A random sample of elements, all with the same chance. They are seen once each, and
 * their number is not known before. A number is not drawn for each of them: one number
 * says how many elements are passed over until the next takes the place of a chosen one
 * (Li's Algorithm L).
 *
 * @param <T> the type of the elements
 */
public final class Reservoir<T> {

	private final int size;

	private final RandomGenerator random;

	private final List<T> chosen = new ArrayList<>();

	private double weight = 1;

	/** Number of elements that are still to be passed over. */
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

	/** A random number above 0 and at most 1, so that it has a logarithm. */
	private double positive() {
		return 1 - this.random.nextDouble();
	}

	public List<T> chosen() {
		return this.chosen;
	}

}
