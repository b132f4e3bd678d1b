package dev.goroutine;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

/**
 * The four policies behind the factory methods of {@link StealPolicy}.
 */
final class StealPolicies {

	static final StealPolicy RANDOM = new Named("random", StealPolicies::random);

	static final StealPolicy SEQUENTIAL = new Named("sequential", StealPolicies::sequential);

	static final StealPolicy BUSIEST = new Named("busiest", StealPolicies::busiest);

	static final StealPolicy NONE = new Named("none", (thief, queueSizes, order) -> 0);

	private static final List<StealPolicy> ALL = List.of(RANDOM, SEQUENTIAL, BUSIEST, NONE);

	private StealPolicies() {
	}

	static StealPolicy of(String name) {
		for (StealPolicy policy : ALL) {
			if (policy.name().equalsIgnoreCase(name)) {
				return policy;
			}
		}
		throw new IllegalArgumentException("Unknown steal policy '" + name + "': use one of "
				+ ALL.stream().map(StealPolicy::name).collect(Collectors.joining(", ")));
	}

	private static int random(int thief, IntUnaryOperator queueSizes, int[] order) {
		int n = order.length;
		ThreadLocalRandom random = ThreadLocalRandom.current();
		int id = random.nextInt(n);
		int step = coprime(1 + random.nextInt(n), n);
		for (int i = 0; i < n; i++) {
			order[i] = id;
			id = (id + step) % n;
		}
		return n;
	}

	private static int sequential(int thief, IntUnaryOperator queueSizes, int[] order) {
		int n = order.length;
		for (int i = 1; i < n; i++) {
			order[i - 1] = (thief + i) % n;
		}
		return n - 1;
	}

	private static int busiest(int thief, IntUnaryOperator queueSizes, int[] order) {
		int n = order.length;
		// Sizes change during the sort, so each is read once.
		int[] sizes = new int[n];
		int count = 0;
		for (int i = 1; i < n; i++) {
			int id = (thief + i) % n;
			int size = queueSizes.applyAsInt(id);
			int at = count++;
			for (; at > 0 && sizes[at - 1] < size; at--) {
				sizes[at] = sizes[at - 1];
				order[at] = order[at - 1];
			}
			sizes[at] = size;
			order[at] = id;
		}
		return count;
	}

	/**
	 * Returns the first number from {@code candidate} on that has no common divisor with
	 * n.
	 */
	private static int coprime(int candidate, int n) {
		int step = candidate;
		while (gcd(step, n) != 1) {
			step++;
		}
		return step;
	}

	private static int gcd(int a, int b) {
		return (b == 0) ? a : gcd(b, a % b);
	}

	private record Named(String name, StealPolicy order) implements StealPolicy {

		@Override
		public int victims(int thief, IntUnaryOperator queueSizes, int[] victims) {
			return this.order.victims(thief, queueSizes, victims);
		}

		@Override
		public String toString() {
			return this.name;
		}

	}

}
