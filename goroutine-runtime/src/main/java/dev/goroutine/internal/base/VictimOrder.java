package dev.goroutine.internal.base;

import java.util.function.IntUnaryOperator;

/** Decides which Ps a thief visits, and in which order. */
@FunctionalInterface
public interface VictimOrder {

	/** Steals from nobody. */
	VictimOrder NONE = (thief, queueSizes, order) -> 0;

	/**
	 * Writes the ids of the victims to {@code order}.
	 * @param thief the id of the P that looks for work
	 * @param queueSizes the length of a P's local queue by id
	 * @param order an array with an element for each P
	 * @return the number of ids written
	 */
	int victims(int thief, IntUnaryOperator queueSizes, int[] order);

}
