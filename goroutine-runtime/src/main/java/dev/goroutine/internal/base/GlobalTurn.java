package dev.goroutine.internal.base;

/**
 * Decides when the global queue goes before a P's own. Go looks every 61st time slice,
 * which is enough there, because a goroutine that yields goes to the global queue. Here
 * it stays in the local queue, which costs less. So a P whose goroutines yield all the
 * time never comes to the end of its local queue, and 61 slices of goroutines that work a
 * while between two yields are long. So the global queue comes first every 61st time, or
 * often enough to have its turn every 200 µs with the recent length of slices: Tokio's
 * rule. Belongs to a P, and is used by the M that has it.
 */
public final class GlobalTurn {

	/** The most time slices between two turns, as in Go. */
	public static final int MAX_INTERVAL = 61;

	/** Tokio's: the local queue has every other turn at least. */
	static final int MIN_INTERVAL = 2;

	/** The intended time between two turns, as in Tokio. */
	static final long TARGET_NANOS = 200_000;

	/** The time slice at which the next turn is due. */
	private long due;

	/** The time slice of the last turn, and below the time of it. */
	private long lastTick;

	private long lastNanos;

	/**
	 * Whether it is the global queue's turn.
	 * @param tick the number of time slices that the P has begun
	 */
	public boolean isDue(long tick) {
		return tick >= this.due;
	}

	/**
	 * Notes that the global queue has its turn.
	 * @param tick the number of time slices that the P has begun
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
