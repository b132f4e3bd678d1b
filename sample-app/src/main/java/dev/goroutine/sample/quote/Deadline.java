package dev.goroutine.sample.quote;

import java.time.Duration;

/**
 * A moment until which an answer is of use.
 *
 * @param start when the time began to run, as {@link System#nanoTime()}
 * @param limit how much time there was then
 */
record Deadline(long start, Duration limit) {

	/**
	 * The moment that lies that far ahead.
	 * @param limit how far
	 * @return the deadline
	 */
	static Deadline in(Duration limit) {
		return new Deadline(System.nanoTime(), limit);
	}

	/**
	 * The time since the deadline was set.
	 * @return the time
	 */
	Duration elapsed() {
		return Duration.ofNanos(System.nanoTime() - this.start);
	}

	/**
	 * The time left.
	 * @return the time, zero once the deadline has passed
	 */
	Duration remaining() {
		Duration remaining = this.limit.minus(elapsed());
		return remaining.isNegative() ? Duration.ZERO : remaining;
	}

}
