package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.goroutine.internal.chan.TimerChan;
import dev.goroutine.internal.scheduler.Caller;

/**
 * Channels that tell when a time has come: what Go's package {@code time} has besides
 * {@code Sleep} and {@code Ticker}.
 */
public final class Timers {

	private Timers() {
	}

	/**
	 * A channel that gets the time once, after a duration at least: Go's
	 * {@code time.After}. It is not closed then. The channel holds the time until it is
	 * received; it need not be. As in Go since 1.23, there is a timer only while a
	 * receiver waits, so a channel that is no longer referenced is garbage. For a
	 * {@link Select} there is {@link Select#onTimeout}, which needs no channel. May be
	 * called from any thread.
	 * @param duration the time to wait, zero or less for none; good to a millisecond
	 * @return a new channel of capacity 1
	 */
	public static ReceiveChan<Instant> after(Duration duration) {
		Objects.requireNonNull(duration, "duration");
		Prepared.ensure();
		long nanos = duration.isPositive() ? TimeUnit.NANOSECONDS.convert(duration) : 0;
		return new Chan<Instant>(new TimerChan(Caller.timers(), nanos, 0)).receiveOnly();
	}

}
