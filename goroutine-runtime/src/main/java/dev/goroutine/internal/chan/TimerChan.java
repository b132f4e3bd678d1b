package dev.goroutine.internal.chan;

import java.time.Instant;

import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.timer.Timer;
import dev.goroutine.internal.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * A channel on which the time comes, once or periodically. It knows when, so a receiver
 * finds the time there without anything happening before. There is a timer only while a
 * receiver waits, as in Go since 1.23. So a channel that its users have dropped is
 * garbage, and so is a goroutine that waits at a stopped one. <pre>
 * receiver that waits               last receiver that leaves
 * joins the queue
 * sets the alarm
 *                                   takes the alarm back
 *                                   cancels its timer: not scheduled yet
 * schedules it
 * sees that the alarm has gone:
 * cancels it
 * </pre>
 */
public final class TimerChan extends Hchan {

	private final TimerQueue timers;

	/** Nanoseconds, 0 if the time comes once. */
	private final long period;

	/** The first time to come. It comes again if there is no memory for a later one. */
	private final Instant first;

	/** When the next time comes, on the clock of the timers. Guarded by the lock. */
	private long due;

	/** Whether nothing comes any more. Guarded by the lock. */
	private boolean over;

	/** The timer while a receiver waits. Set under the lock. */
	private volatile @Nullable Alarm alarm;

	/**
	 * Creates a channel, of capacity 1 because it holds one time.
	 * @param timers the timers of the caller
	 * @param nanos the time from now to the first time, {@link Long#MAX_VALUE} for ever
	 * @param period the nanoseconds between one time and the next, 0 if it comes once
	 */
	public TimerChan(TimerQueue timers, long nanos, long period) {
		super(1);
		this.timers = timers;
		this.period = period;
		this.due = timers.nanoTime() + nanos;
		this.over = nanos == Long.MAX_VALUE;
		this.first = timers.now().plusNanos(nanos);
	}

	/** May be called without the lock; the answer may be outdated then. */
	@Override
	boolean isDue() {
		return !this.over && this.timers.nanoTime() - this.due >= 0;
	}

	@Override
	@Nullable Object receiveDue() {
		if (!isDue()) {
			return null;
		}
		Instant time = time();
		takeDue();
		return time;
	}

	/** The time when it was due, however late it is received. */
	private Instant time() {
		if (this.period == 0) {
			return this.first;
		}
		try {
			return this.timers.now().minusNanos(this.timers.nanoTime() - this.due);
		}
		catch (OutOfMemoryError ex) {
			// It matters more that a time comes than which.
			return this.first;
		}
	}

	/** Goes on to the next time that is still to come, and drops those missed. */
	private void takeDue() {
		if (this.period == 0) {
			this.over = true;
			return;
		}
		long missed = (this.timers.nanoTime() - this.due) / this.period;
		this.due += (1 + missed) * this.period;
	}

	/**
	 * Stops the channel: no time comes any more, and a time that has come and was not
	 * received is dropped.
	 */
	public void stop() {
		lock();
		this.over = true;
		Alarm alarm = this.alarm;
		this.alarm = null;
		unlock();
		if (alarm != null) {
			this.timers.cancel(alarm);
		}
	}

	@Override
	public void arm() {
		Alarm fresh = new Alarm(this);
		lock();
		boolean first = this.alarm == null && !this.over && hasWaiters();
		if (first) {
			this.alarm = fresh;
		}
		long nanos = this.due - this.timers.nanoTime();
		unlock();
		if (first) {
			schedule(fresh, nanos);
		}
	}

	@Override
	public void disarm() {
		lock();
		Alarm alarm = hasWaiters() ? null : this.alarm;
		if (alarm != null) {
			this.alarm = null;
		}
		unlock();
		if (alarm != null) {
			this.timers.cancel(alarm);
		}
	}

	private void schedule(Alarm alarm, long nanos) {
		boolean scheduled = false;
		try {
			this.timers.schedule(alarm, Math.max(nanos, 1));
			scheduled = true;
		}
		finally {
			if (!scheduled) {
				forget(alarm);
			}
		}
		if (this.alarm != alarm) {
			this.timers.cancel(alarm);
		}
	}

	private void forget(Alarm alarm) {
		lock();
		if (this.alarm == alarm) {
			this.alarm = null;
		}
		unlock();
	}

	/**
	 * Gives the time to the receiver that has waited longest. Goes on while others wait.
	 */
	private void ring(Alarm alarm) {
		Sudog receiver = null;
		lock();
		long nanos = 0;
		boolean again = false;
		if (this.alarm == alarm) {
			if (isDue()) {
				receiver = claimReceiver(time());
				if (receiver != null) {
					takeDue();
				}
			}
			again = !this.over && hasWaiters();
			if (!again) {
				this.alarm = null;
			}
			nanos = this.due - this.timers.nanoTime();
		}
		unlock();
		if (receiver != null) {
			receiver.waiter.ready();
		}
		if (again) {
			alarm.again();
			schedule(alarm, nanos);
		}
	}

	@Override
	public int size() {
		return isDue() ? 1 : 0;
	}

	private static final class Alarm extends Timer {

		private @Nullable TimerChan chan;

		Alarm(TimerChan chan) {
			this.chan = chan;
		}

		@Override
		protected void fire() {
			TimerChan chan = this.chan;
			if (chan != null) {
				chan.ring(this);
			}
		}

		void again() {
			reset();
		}

		@Override
		protected void clear() {
			this.chan = null;
		}

	}

}
