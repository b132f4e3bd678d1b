package dev.goroutine.internal.base;

/**
 * When the global queue goes before a P's own. Go looks every 61st time slice, and can
 * leave it at that since what yields goes to the global queue there. Here it stays in the
 * local one, which costs less, so a P whose goroutines yield all the time never comes to
 * the end of it; and 61 slices of goroutines that work a while between two yields are
 * long. So it is every 61st, or as often as the slices were long of late, to come by
 * every 200 µs: Tokio's rule. Belongs to a P, and is for the M that has it.
 */
public final class GlobalTurn {

	/** Go's. */
	public static final int MAX_INTERVAL = 61;

	/** Tokio's: the local queue has every other turn at least. */
	static final int MIN_INTERVAL = 2;

	/** Tokio's. */
	static final long TARGET_NANOS = 200_000;

	/** The time slice at which it is due. */
	private long due;

	/** The time slice at which it was last, and when that was. */
	private long lastTick;

	private long lastNanos;

	/**
	 * Whether it is the global queue's turn.
	 * @param tick the time slices that the P has begun
	 */
	public boolean isDue(long tick) {
		return tick >= this.due;
	}

	/**
	 * It has had its turn.
	 * @param tick the time slices that the P has begun
	 * @param nanoTime now
	 */
	public void taken(long tick, long nanoTime) {
		long slices = Math.max(1, tick - this.lastTick);
		long nanosPerSlice = Math.max(1, (nanoTime - this.lastNanos) / slices);
		long interval = Math.clamp(TARGET_NANOS / nanosPerSlice, MIN_INTERVAL, MAX_INTERVAL);
		this.due = tick + interval;
		this.lastTick = tick;
		this.lastNanos = nanoTime;
	}

}
