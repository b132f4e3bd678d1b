package dev.goroutine.benchmarks.harness;

import java.io.Serial;

/**
 * A side cannot run on this machine. Its row is skipped, with the message as the reason.
 */
public class UnavailableException extends Exception {

	@Serial
	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message what is missing, and where to get it
	 */
	public UnavailableException(String message) {
		super(message);
	}

}
