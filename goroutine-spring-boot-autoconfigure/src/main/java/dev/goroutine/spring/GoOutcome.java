package dev.goroutine.spring;

/**
 * How a call of a {@link Go @Go} method ended, by who has ended it: an exception of the
 * method is an error, whatever its type.
 */
public enum GoOutcome {

	/** With a result, or without one if it is {@code void}. */
	SUCCESS,

	/** With an exception of the method, or of the future that it has returned. */
	ERROR,

	/** Its caller cancelled it, or its runtime was shut down. */
	CANCELLED,

	/** It took longer than {@link Go#timeout()}. */
	TIMEOUT

}
