package dev.goroutine.benchmarks.harness;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Checks that work was really done.
 */
public final class Checks {

	/** Far beyond the longest round, and short enough not to hang a build for an hour. */
	static final Duration LIMIT = Duration.ofMinutes(2);

	private Checks() {
	}

	/**
	 * Waits for the end of a round.
	 * @param done the latch
	 * @param what what is waited for, for the message
	 * @throws InterruptedException if interrupted
	 */
	public static void await(CountDownLatch done, String what) throws InterruptedException {
		if (!done.await(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			throw new IllegalStateException(what + " not done within " + LIMIT.toSeconds() + " s");
		}
	}

	/**
	 * Compares a count with what it has to be.
	 * @param what what was counted
	 * @param expected how many there should be
	 * @param actual how many there were
	 */
	public static void count(String what, long expected, long actual) {
		if (expected != actual) {
			throw new IllegalStateException(what + ": " + actual + " instead of " + expected);
		}
	}

}
