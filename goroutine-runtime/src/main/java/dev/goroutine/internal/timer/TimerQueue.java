package dev.goroutine.internal.timer;

import java.time.Instant;

/**
 * Has timers fire at their time. All methods may be called from any thread.
 */
public abstract class TimerQueue {

	protected TimerQueue() {
	}

	/**
	 * Has initialized what it takes to use timers, while there is room on the stack and
	 * memory. It starts no thread.
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
	 * Has a timer fire once after that time.
	 * @param timer one that has not been used yet
	 * @param nanos how long from now, more than 0; {@code Long.MAX_VALUE} is for ever
	 */
	public abstract void schedule(Timer timer, long nanos);

	/**
	 * Cancels a timer: it will not fire, and what it referred to is free.
	 * @param timer one that was scheduled here
	 * @return whether that was in time; if not it has fired, is about to, or was
	 * cancelled before
	 */
	public abstract boolean cancel(Timer timer);

	/**
	 * The time by which timers fire, as {@link System#nanoTime()} has it: only
	 * differences mean anything.
	 * @return nanoseconds
	 */
	public abstract long nanoTime();

	/**
	 * The time of day.
	 * @return now
	 */
	public abstract Instant now();

}
