package dev.goroutine.internal.timer;

import java.util.concurrent.locks.LockSupport;

/**
 * The clock, and waiting for it. Tests have one that moves only when they say so.
 */
public interface TimeSource {

	/** The JVM's. */
	TimeSource SYSTEM = new TimeSource() {

		@Override
		public long nanoTime() {
			return System.nanoTime();
		}

		@Override
		public void parkUntil(long nanoTime) {
			LockSupport.parkNanos(this, nanoTime - System.nanoTime());
		}

	};

	/**
	 * The time, as {@link System#nanoTime()} has it: only differences mean anything.
	 * @return nanoseconds
	 */
	long nanoTime();

	/**
	 * Parks the timer thread until that time or until it is unparked; may also return for
	 * no reason. Called by one thread at a time.
	 * @param nanoTime a time by {@link #nanoTime()}
	 */
	void parkUntil(long nanoTime);

}
