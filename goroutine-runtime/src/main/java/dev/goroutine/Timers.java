package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.goroutine.internal.chan.TimerChan;
import dev.goroutine.internal.scheduler.Caller;

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
	 * somebody receives it; nobody has to. As in Go since 1.23 there is a timer only
	 * while somebody waits for it, so a channel that nobody has any more is garbage. A
	 * {@link Select} has {@link Select#onTimeout} of its own, without a channel.
	 * @param duration how long, zero or less for at once; good to a millisecond
	 * @return a new channel of capacity 1
	 */
	public static ReceiveChan<Instant> after(Duration duration) {
		Objects.requireNonNull(duration, "duration");
		Prepared.ensure();
		long nanos = duration.isPositive() ? TimeUnit.NANOSECONDS.convert(duration) : 0;
		return new Chan<Instant>(new TimerChan(Caller.timers(), nanos, 0)).receiveOnly();
	}

}
