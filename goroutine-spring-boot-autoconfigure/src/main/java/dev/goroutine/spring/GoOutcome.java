package dev.goroutine.spring;

/**
 * How a call of a {@link Go @Go} method ended. The side that ended it decides: an
 * exception of the method is an error, whatever its type.
 */
public enum GoOutcome {

	/** The method ended, with a result unless it is {@code void}. */
	SUCCESS,

	/** The method, or the future that it returned, failed with an exception. */
	ERROR,

	/** Its caller cancelled it, or its runtime was shut down. */
	CANCELLED,

	/** It took longer than {@link Go#timeout()}. */
	TIMEOUT

}
