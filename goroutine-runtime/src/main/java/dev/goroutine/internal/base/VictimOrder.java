package dev.goroutine.internal.base;

import java.util.function.IntUnaryOperator;

/**
 * Which Ps a thief visits, and in which order.
 */
@FunctionalInterface
public interface VictimOrder {

	/** Steals from nobody. */
	VictimOrder NONE = (thief, queueSizes, order) -> 0;

	/**
	 * Writes the ids of the victims to {@code order}.
	 * @param thief the id of the P that looks for work
	 * @param queueSizes the length of a P's local queue by id
	 * @param order as long as there are Ps
	 * @return how many ids were written
	 */
	int victims(int thief, IntUnaryOperator queueSizes, int[] order);

}
