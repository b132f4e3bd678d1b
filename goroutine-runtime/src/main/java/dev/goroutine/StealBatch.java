package dev.goroutine;

/**
 * How much an M takes from the queue that it steals from.
 */
public enum StealBatch {

	/** Half of the victim's queue, rounded up: Go's choice. */
	HALF,

	/** One goroutine. */
	ONE

}
