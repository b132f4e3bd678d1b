package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.goroutine.internal.chan.TimerChan;
import dev.goroutine.internal.scheduler.Caller;

/**
 * Sends the time on a channel again and again: Go's {@code time.Ticker}.
 * <pre class="code">
 * try (Ticker ticker = Ticker.every(Duration.ofSeconds(1))) {
 *     for (Instant now : ticker.chan()) {
 *         report(now);
 *     }
 * }
 * </pre> A receiver that is slow misses ticks: the channel holds one, and those that come
 * while it is there are dropped. Ticks keep to the beat of the first one, however late
 * one is. All methods may be called from any thread. As in Go since 1.23, a ticker takes
 * a timer only while somebody waits for it, and one that nobody has any more is garbage,
 * closed or not.
 */
public final class Ticker implements AutoCloseable {

	private final TimerChan chan;

	private final ReceiveChan<Instant> ticks;

	private Ticker(long periodNanos) {
		this.chan = new TimerChan(Caller.timers(), periodNanos, periodNanos);
		this.ticks = new Chan<Instant>(this.chan).receiveOnly();
	}

	/**
	 * Starts a ticker: Go's {@code time.NewTicker}. The first tick comes after one
	 * period.
	 * @param period more than zero; good to a millisecond
	 * @return a new ticker
	 * @throws IllegalArgumentException if the period is zero or less:
	 * {@code non-positive interval for NewTicker}
	 */
	public static Ticker every(Duration period) {
		if (!Objects.requireNonNull(period, "period").isPositive()) {
			throw new IllegalArgumentException(
					"non-positive interval for NewTicker: period is " + period + ", must be more than zero");
		}
		Prepared.ensure();
		return new Ticker(TimeUnit.NANOSECONDS.convert(period));
	}

	/**
	 * Where the ticks come: Go's {@code ticker.C}.
	 * @return the same channel always, of capacity 1
	 */
	public ReceiveChan<Instant> chan() {
		return this.ticks;
	}

	/**
	 * Ends the ticks: Go's {@code Stop}. As there, it does not close the channel, so that
	 * who waits for a tick does not take that for one; a tick that nobody has received
	 * yet is gone too. May be called again.
	 */
	@Override
	public void close() {
		Caller.othersMayGoFirst();
		this.chan.stop();
		Caller.othersMayGoFirst();
	}

}
