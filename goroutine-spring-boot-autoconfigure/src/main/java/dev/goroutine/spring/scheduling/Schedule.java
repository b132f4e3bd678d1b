package dev.goroutine.spring.scheduling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.support.SimpleTriggerContext;

/**
 * When a task is due: the first time, and again after each run. Used by one thread at a
 * time, except for {@link #nanosLeft()}.
 */
abstract class Schedule {

	/** A longer delay would overflow; this one is 146 years. */
	private static final long LONGEST_DELAY = Long.MAX_VALUE >> 1;

	private volatile long due;

	static Schedule once(Duration initialDelay) {
		return new Once(nanos(initialDelay));
	}

	static Schedule atFixedRate(Duration initialDelay, Duration period) {
		return new AtFixedRate(nanos(initialDelay), positive("period", period));
	}

	static Schedule withFixedDelay(Duration initialDelay, Duration delay) {
		return new WithFixedDelay(nanos(initialDelay), positive("delay", delay));
	}

	static Schedule by(Trigger trigger, Clock clock) {
		return new Triggered(trigger, clock);
	}

	/**
	 * Moves on to the first or the next time.
	 * @return whether there is one
	 */
	abstract boolean advance();

	/** Notes that a run begins. */
	void begins() {
	}

	final long nanosLeft() {
		return this.due - System.nanoTime();
	}

	final void dueAt(long nanoTime) {
		this.due = nanoTime;
	}

	final void dueIn(long nanos) {
		this.due = System.nanoTime() + nanos;
	}

	private static long positive(String what, Duration duration) {
		if (!duration.isPositive()) {
			throw new IllegalArgumentException("The " + what + " must be positive, but is " + duration);
		}
		return nanos(duration);
	}

	private static long nanos(Duration duration) {
		return Math.clamp(TimeUnit.NANOSECONDS.convert(duration), 0, LONGEST_DELAY);
	}

	private static final class Once extends Schedule {

		private final long initialDelay;

		private boolean over;

		Once(long initialDelay) {
			this.initialDelay = initialDelay;
		}

		@Override
		boolean advance() {
			dueIn(this.initialDelay);
			boolean first = !this.over;
			this.over = true;
			return first;
		}

	}

	private static final class AtFixedRate extends Schedule {

		private final long period;

		private long next;

		AtFixedRate(long initialDelay, long period) {
			this.period = period;
			this.next = System.nanoTime() + initialDelay;
		}

		@Override
		boolean advance() {
			dueAt(this.next);
			this.next += this.period;
			return true;
		}

	}

	private static final class WithFixedDelay extends Schedule {

		private final long delay;

		private long nextDelay;

		WithFixedDelay(long initialDelay, long delay) {
			this.delay = delay;
			this.nextDelay = initialDelay;
		}

		@Override
		boolean advance() {
			dueIn(this.nextDelay);
			this.nextDelay = this.delay;
			return true;
		}

	}

	private static final class Triggered extends Schedule {

		private final Trigger trigger;

		private final Clock clock;

		private final SimpleTriggerContext context;

		private @Nullable Instant scheduled;

		private @Nullable Instant begun;

		Triggered(Trigger trigger, Clock clock) {
			this.trigger = trigger;
			this.clock = clock;
			this.context = new SimpleTriggerContext(clock);
		}

		@Override
		void begins() {
			this.begun = this.clock.instant();
		}

		@Override
		boolean advance() {
			if (this.begun != null) {
				this.context.update(this.scheduled, this.begun, this.clock.instant());
			}
			this.scheduled = this.trigger.nextExecution(this.context);
			if (this.scheduled == null) {
				return false;
			}
			dueIn(nanos(Duration.between(this.clock.instant(), this.scheduled)));
			return true;
		}

	}

}
