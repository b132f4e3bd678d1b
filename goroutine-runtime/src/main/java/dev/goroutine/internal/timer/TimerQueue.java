package dev.goroutine.internal.timer;

import java.time.Instant;

/**
 * Fires {@linkplain Timer timers} at their time. All methods may be called from any
 * thread.
 */
public abstract class TimerQueue {

	protected TimerQueue() {
	}

	/**
	 * Initializes the classes that timers need, while there is memory and room on the
	 * stack. It starts no thread.
	 */
	public void prepare() {
		now();
		Timer timer = new Timer() {

			@Override
			protected void fire() {
			}

		};
		TimerStack stack = new TimerStack();
		stack.push(timer);
		stack.takeAll();
		timer.schedule(1);
		timer.tryCancel();
		timer.left();
	}

	/**
	 * Schedules a timer, which then fires once.
	 * @param timer a timer that has not been used yet, or has been reset since
	 * @param nanos the delay in nanoseconds, more than 0; {@code Long.MAX_VALUE} means
	 * for ever
	 * @throws IllegalStateException if the timer has been used before
	 */
	public abstract void schedule(Timer timer, long nanos);

	/**
	 * Cancels a timer. It does not fire any more, and what it referred to is free.
	 * @param timer a timer that was scheduled here
	 * @return whether the call came in time; {@code false} if the timer has fired, is
	 * about to fire, or was cancelled before
	 */
	public abstract boolean cancel(Timer timer);

	/**
	 * The time by which timers fire. As with {@link System#nanoTime()}, only the
	 * difference of two times means anything.
	 * @return nanoseconds
	 */
	public abstract long nanoTime();

	/**
	 * The time of day by the clock of this queue.
	 * @return the current time
	 */
	public abstract Instant now();

}
