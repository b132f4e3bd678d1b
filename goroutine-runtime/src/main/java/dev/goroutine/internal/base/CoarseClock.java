package dev.goroutine.internal.base;

/**
 * Seconds since the scheduler was created, good to a second or so, at the price of a read
 * of memory. Sysmon moves the clock on. Since sysmon sleeps while all Ps are idle, an M
 * does so too before it runs anything after a rest.
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

	/**
	 * Moves the clock on. Two threads may do this at a time; the slower one may set it
	 * back, for a round.
	 * @return the seconds now
	 */
	public int update(long nanoTime) {
		int now = (int) ((nanoTime - this.origin) / SECOND);
		if (now != this.seconds) {
			this.seconds = now;
		}
		return now;
	}

}
