package dev.goroutine.internal.queue;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Chooses the tasks whose way from runnable to running is timed: one in 32 on average. Go
 * times one in eight, which costs us too much, since the clock is read twice for each.
 * Every 32nd would not do: of two goroutines that take turns, always the same one would
 * be timed. Belongs to one M.
 */
public final class LatencySampler {

	/** The average distance of two timed tasks; Go's {@code gTrackingPeriod} is 8. */
	private static final int PERIOD = 32;

	private int countdown = PERIOD;

	private int random;

	public LatencySampler(long seed) {
		// Xorshift never leaves 0.
		this.random = (int) (seed * 0x9E3779B9L) | 1;
	}

	/**
	 * Chooses for the M that readies the task.
	 * @return the entry for the queue
	 */
	public Resumable sample(Resumable task) {
		return (--this.countdown > 0) ? task : sampled(task);
	}

	private Resumable sampled(Resumable task) {
		int x = this.random;
		x ^= x << 13;
		x ^= x >>> 17;
		x ^= x << 5;
		this.random = x;
		// 1 to 63, 32 on average.
		this.countdown = 1 + Integer.remainderUnsigned(x, 2 * PERIOD - 1);
		return timed(task);
	}

	/** Chooses for any other thread. */
	public static Resumable sampleExternal(Resumable task) {
		return (ThreadLocalRandom.current().nextInt(PERIOD) != 0) ? task : timed(task);
	}

	private static Resumable timed(Resumable task) {
		try {
			return Sampled.counted(task);
		}
		catch (OutOfMemoryError | StackOverflowError ex) {
			// Readying the task matters more.
			return task;
		}
	}

}
