package dev.goroutine.internal.chan;

import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.Waiter;
import dev.goroutine.internal.timer.SteppedTimerQueue;

/**
 * A channel on which the time comes, by a clock that the actors move on, and the places
 * of those who wait for it. Nobody is parked: each is only claimed.
 */
final class TimerPlaces {

	static final long PERIOD_NANOS = 1_000;

	private final SteppedTimerQueue timers = new SteppedTimerQueue(() -> 0);

	private final TimerChan chan;

	/**
	 * Makes one whose time has not come.
	 * @param period 0 if it comes once
	 */
	TimerPlaces(long period) {
		this.chan = new TimerChan(this.timers, PERIOD_NANOS, period);
	}

	TimerChan chan() {
		return this.chan;
	}

	/** Does what a receiver does before it parks. */
	void join(Sudog place) {
		this.chan.lock();
		this.chan.enqueue(place, false);
		this.chan.unlock();
		this.chan.arm();
	}

	/** Does what a receiver does that goes on with nothing. */
	void leave(Sudog place) {
		this.chan.lock();
		this.chan.dequeue(place, false);
		this.chan.unlock();
		this.chan.disarm();
	}

	/** Moves the clock to the time of the timer. Returns whether there is one. */
	boolean advance() {
		return this.timers.advance();
	}

	/** Fires the timer, if it has not been cancelled meanwhile. */
	void fire() {
		this.timers.fireOne();
	}

	static Sudog place() {
		return new Sudog(new Waiter("chan receive"), 0, null);
	}

}
