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
 * </pre> A slow receiver misses ticks: the channel holds one tick, and ticks that come
 * while it is there are dropped. Ticks keep to the beat of the first one, even after a
 * late tick. All methods may be called from any thread. As in Go since 1.23, a ticker
 * uses a timer only while a receiver waits. A ticker that is no longer referenced is
 * garbage, even if it was not closed.
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
	 * @param period more than zero; ticks are in time to a millisecond
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
	 * The channel of the ticks: Go's {@code ticker.C}.
	 * @return always the same channel, of capacity 1
	 */
	public ReceiveChan<Instant> chan() {
		return this.ticks;
	}

	/**
	 * Stops the ticks: Go's {@code Stop}. A tick that has come and was not received is
	 * dropped. As in Go the channel is not closed, so a waiting receiver does not take
	 * the end for a tick. May be called again.
	 */
	@Override
	public void close() {
		Caller.othersMayGoFirst();
		this.chan.stop();
		Caller.othersMayGoFirst();
	}

}
