package dev.goroutine.internal.timer;

import java.util.concurrent.locks.LockSupport;

/**
 * A clock, and a way to wait for it. Tests use a clock that moves only when they move it.
 */
public interface TimeSource {

	/** The clock of the JVM. */
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
	 * The current time. As with {@link System#nanoTime()}, only the difference of two
	 * times means anything.
	 * @return nanoseconds
	 */
	long nanoTime();

	/**
	 * Parks the timer thread, which is the caller, until a time or until it is unparked.
	 * The method may also return for no reason. One thread at a time calls it.
	 * @param nanoTime a time by {@link #nanoTime()}
	 */
	void parkUntil(long nanoTime);

}
