package dev.goroutine.internal.base;

/**
 * Seconds since the scheduler was created, good to a second or so, at the price of a read
 * of memory. sysmon moves it on, and as that sleeps while all Ps are idle, so does an M
 * before it runs anything after a rest.
 */
public final class CoarseClock extends Padded {

	private static final long SECOND = 1_000_000_000;

	private final long origin;

	/** Written once a second, so that reading it is not a cache miss. */
	private volatile int seconds;

	public CoarseClock(long nanoTime) {
		this.origin = nanoTime;
	}

	public int seconds() {
		return this.seconds;
	}

	/** Two may do this at a time; the slower one may set it back, for a round. */
	public int update(long nanoTime) {
		int now = (int) ((nanoTime - this.origin) / SECOND);
		if (now != this.seconds) {
			this.seconds = now;
		}
		return now;
	}

}
