package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.goroutine.scheduler.Caller;
import dev.goroutine.timer.Timer;
import dev.goroutine.timer.TimerQueue;

/**
 * Channels that tell of a moment: what Go's package {@code time} has beside
 * {@code Sleep}.
 */
public final class Timers {

	private Timers() {
	}

	/**
	 * A channel that receives the time once, after that duration at least: Go's
	 * {@code time.After}. It is not closed then. The channel holds the time until
	 * somebody receives it; nobody has to. In a {@link Select}, which has
	 * {@link Select#onTimeout} of its own, prefer that: it leaves no timer behind when
	 * another case happens.
	 * @param duration how long, zero or less for at once; good to a millisecond
	 * @return a new channel of capacity 1
	 */
	public static ReceiveChan<Instant> after(Duration duration) {
		Objects.requireNonNull(duration, "duration");
		Chan<Instant> chan = Chan.buffered(1);
		TimerQueue timers = Caller.timers();
		if (duration.isPositive()) {
			// As many as a long can have stand for ever.
			long nanos = TimeUnit.NANOSECONDS.convert(duration);
			timers.schedule(new After(timers, chan, timers.now().plusNanos(nanos)), nanos);
		}
		else {
			chan.trySend(timers.now());
		}
		return chan.receiveOnly();
	}

	/** Nobody cancels it. */
	private static final class After extends Timer {

		private final TimerQueue timers;

		private final Chan<Instant> chan;

		/** For when there is no memory for another: that somebody waits matters more. */
		private final Instant due;

		After(TimerQueue timers, Chan<Instant> chan, Instant due) {
			this.timers = timers;
			this.chan = chan;
			this.due = due;
		}

		@Override
		protected void fire() {
			this.chan.trySend(now());
		}

		private Instant now() {
			try {
				return this.timers.now();
			}
			catch (OutOfMemoryError ex) {
				return this.due;
			}
		}

	}

}
