package dev.goroutine.spring;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

/**
 * How a call of a {@link Go @Go} method ended.
 */
public enum GoOutcome {

	/** With a result, or without one if it is {@code void}. */
	SUCCESS,

	/** With an exception. */
	ERROR,

	/** Its caller cancelled it. */
	CANCELLED,

	/** It took longer than {@link Go#timeout()}. */
	TIMEOUT;

	static GoOutcome of(@Nullable Throwable failure) {
		return switch (failure) {
			case null -> SUCCESS;
			case CancellationException cancelled -> CANCELLED;
			case TimeoutException timeout -> TIMEOUT;
			default -> ERROR;
		};
	}

}
