package dev.goroutine;

import java.util.function.IntUnaryOperator;

/**
 * The order in which a P whose queue is empty visits the other Ps to steal from them.
 * <p>
 * An M that looks for work calls the policy on its own thread, and several Ms may do so
 * at once. So a policy must be thread-safe and quick, and must neither block nor call
 * into the runtime. If a policy throws, or names a P that does not exist, that search
 * steals nothing.
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
	 * @param order the array for the ids, as long as GOMAXPROCS. It belongs to the M, so
	 * it may be written only during the call
	 * @return the number of ids written, 0 to steal nothing
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
	 * Go's policy. It starts at a random P and walks with a random step that is coprime
	 * to GOMAXPROCS, so each P is visited once and walks differ.
	 * @return the policy
	 */
	static StealPolicy random() {
		Prepared.ensure();
		return StealPolicies.RANDOM;
	}

	/**
	 * A policy that visits the next P first, then the one after it, around the ring.
	 * @return the policy
	 */
	static StealPolicy sequential() {
		Prepared.ensure();
		return StealPolicies.SEQUENTIAL;
	}

	/**
	 * A policy that visits the P with the longest local queue first, and Ps with an empty
	 * queue last.
	 * @return the policy
	 */
	static StealPolicy busiest() {
		Prepared.ensure();
		return StealPolicies.BUSIEST;
	}

	/**
	 * A policy that steals nothing. The goroutines that a goroutine starts stay on its P
	 * until the local queue overflows.
	 * @return the policy
	 */
	static StealPolicy none() {
		Prepared.ensure();
		return StealPolicies.NONE;
	}

	/**
	 * The built-in policy with a name. Case does not matter.
	 * @param name {@code random}, {@code sequential}, {@code busiest} or {@code none}
	 * @return the policy
	 * @throws IllegalArgumentException if no policy has that name, or the name is
	 * {@code null}; the message has the names
	 */
	static StealPolicy of(String name) {
		Prepared.ensure();
		return StealPolicies.of(name);
	}

}
