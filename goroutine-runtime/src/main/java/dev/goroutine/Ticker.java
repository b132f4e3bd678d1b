package dev.goroutine;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import dev.goroutine.scheduler.Caller;
import dev.goroutine.timer.Timer;
import dev.goroutine.timer.TimerQueue;

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
 * one is. All methods may be called from any thread. A ticker that is not closed goes on
 * for ever.
 */
public final class Ticker implements AutoCloseable {

	private final Chan<Instant> chan = Chan.buffered(1);

	private final ReceiveChan<Instant> ticks = this.chan.receiveOnly();

	private final TimerQueue timers = Caller.timers();

	private final Beat beat;

	private volatile boolean closed;

	private Ticker(long periodNanos) {
		this.beat = new Beat(periodNanos);
		this.timers.schedule(this.beat, periodNanos);
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
		this.closed = true;
		this.timers.cancel(this.beat);
		drain();
	}

	private void drain() {
		while (this.chan.tryReceive() != null) {
			// Gone.
		}
	}

	/**
	 * Closing and a beat may meet. Each writes first and then looks at what the other has
	 * written, so the one that comes second takes back what the first one missed.
	 */
	private void tick() {
		if (this.closed) {
			return;
		}
		this.beat.again();
		this.chan.trySend(this.timers.now());
		if (this.closed) {
			this.timers.cancel(this.beat);
			drain();
		}
	}

	private final class Beat extends Timer {

		private final long period;

		/** When it is due. */
		private long due;

		Beat(long period) {
			this.period = period;
			this.due = Ticker.this.timers.nanoTime() + period;
		}

		@Override
		protected void fire() {
			tick();
		}

		void again() {
			TimerQueue timers = Ticker.this.timers;
			long now = timers.nanoTime();
			long missed = Math.max(now - this.due, 0) / this.period;
			this.due += (1 + missed) * this.period;
			reset();
			timers.schedule(this, this.due - now);
		}

	}

}
