package dev.goroutine;

import java.util.function.IntUnaryOperator;

/**
 * The order in which a P whose queue is empty visits the other Ps to steal from them.
 * <p>
 * A policy is called by an M that looks for work, possibly by several at once, on the
 * thread of the M itself: it must be quick and must neither block nor call into the
 * runtime. A policy that throws, or names a P that does not exist, loses that visit.
 * <p>
 * Go has one policy, {@link #random()}, built into {@code stealWork}.
 */
@FunctionalInterface
public interface StealPolicy {

	/**
	 * Writes the ids of the Ps to visit, first to last, to the front of {@code order}.
	 * The thief's own id is skipped if it occurs.
	 * @param thief the id of the P that looks for work
	 * @param queueSizes gives the number of goroutines in the local queue of a P, by id
	 * @param order has one element for each P: its length is GOMAXPROCS. It is the M's,
	 * to be written during the call only
	 * @return how many ids were written, 0 to steal nothing
	 */
	int victims(int thief, IntUnaryOperator queueSizes, int[] order);

	/**
	 * The name that configuration and endpoints show.
	 * @return the name, the simple class name unless overridden
	 */
	default String name() {
		return getClass().getSimpleName();
	}

	/**
	 * Go's policy: start at a random P and walk with a random step that is coprime to
	 * GOMAXPROCS, so that each P is visited once and no two walks are alike.
	 * @return the policy
	 */
	static StealPolicy random() {
		Prepared.ensure();
		return StealPolicies.RANDOM;
	}

	/**
	 * The next P first, then the one after it, around the ring.
	 * @return the policy
	 */
	static StealPolicy sequential() {
		Prepared.ensure();
		return StealPolicies.SEQUENTIAL;
	}

	/**
	 * The P with the longest local queue first; Ps with an empty queue last.
	 * @return the policy
	 */
	static StealPolicy busiest() {
		Prepared.ensure();
		return StealPolicies.BUSIEST;
	}

	/**
	 * No stealing: what a goroutine starts stays on its P until the local queue
	 * overflows.
	 * @return the policy
	 */
	static StealPolicy none() {
		Prepared.ensure();
		return StealPolicies.NONE;
	}

	/**
	 * The built-in policy of that name, whatever its case.
	 * @param name {@code random}, {@code sequential}, {@code busiest} or {@code none}
	 * @return the policy
	 * @throws IllegalArgumentException if there is none, naming those that exist
	 */
	static StealPolicy of(String name) {
		Prepared.ensure();
		return StealPolicies.of(name);
	}

}
