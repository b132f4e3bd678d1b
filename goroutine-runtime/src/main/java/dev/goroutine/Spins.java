package dev.goroutine;

import dev.goroutine.scheduler.Caller;

/**
 * How long the waiters of a channel look for their outcome before they park. To park and
 * be readied costs a goroutine some hundred nanoseconds, to see another core's write a
 * tenth of that. So a waiter spins if its partner may run elsewhere and nobody else waits
 * for its own P, as Go's mutex does, and about as long as it took the last ones, as long
 * as that works.
 * <p>
 * Not thread-safe: a value that gets lost only makes the next guess worse.
 */
final class Spins {

	/** Beyond that it would have been cheaper to park. */
	private static final int MAX = 200;

	/** Where nothing comes of it, one in so many tries again. */
	private static final int RETRY_INTERVAL = 64;

	/** About as many as the last ones took, 0 if they waited in vain. */
	private int expected = MAX / 4;

	private int skipped;

	/**
	 * Looks for the outcome for a while.
	 * @return whether it is there
	 */
	boolean await(Waiter waiter) {
		int limit = limit();
		if (limit == 0 || !Caller.canSpin()) {
			return false;
		}
		for (int i = 0; i < limit; i++) {
			if (waiter.isClaimed()) {
				this.expected += (i + 8 - this.expected) / 4;
				return true;
			}
			Thread.onSpinWait();
		}
		this.expected /= 2;
		return false;
	}

	private int limit() {
		int expected = this.expected;
		if (expected < 4) {
			if (++this.skipped < RETRY_INTERVAL) {
				return 0;
			}
			this.skipped = 0;
			return MAX;
		}
		return Math.min(MAX, 2 * expected + 16);
	}

}
