package dev.goroutine;

import java.time.Instant;

import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.timer.Timer;
import dev.goroutine.internal.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * A channel on which the time comes, once or again and again. It knows when, so that
 * whoever looks finds the time there, and nothing has to happen before: there is a timer
 * only while somebody waits, as in Go since 1.23. So nothing keeps a channel that nobody
 * has any more, nor a goroutine that waits at one that has been stopped. <pre>
 * who waits                         who leaves as the last one
 * is in the queue
 * sets the alarm
 *                                   takes the alarm back
 *                                   cancels its timer: not scheduled yet
 * schedules it
 * sees that the alarm has gone:
 * cancels it
 * </pre>
 */
final class TimerChan extends Chan<Instant> {

	private final TimerQueue timers;

	/** Nanoseconds, 0 if the time comes once. */
	private final long period;

	/** What comes first; also if there is no memory for what comes then. */
	private final Instant first;

	/** When the next comes, by the timers; guarded by the lock. */
	private long due;

	/** Whether nothing comes any more; guarded by the lock. */
	private boolean over;

	/** Only while somebody waits; set under the lock. */
	private volatile @Nullable Alarm alarm;

	/**
	 * A channel of capacity 1, as it holds one.
	 * @param timers the caller's
	 * @param nanos when the time comes first; for ever it does not
	 * @param period how long after that it comes again, 0 for never
	 */
	TimerChan(TimerQueue timers, long nanos, long period) {
		super(1);
		this.timers = timers;
		this.period = period;
		this.due = timers.nanoTime() + nanos;
		this.over = nanos == Long.MAX_VALUE;
		this.first = timers.now().plusNanos(nanos);
	}

	/** May be asked without the lock, for an answer that may be outdated. */
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

	/** When it was due, however late somebody looks. */
	private Instant time() {
		if (this.period == 0) {
			return this.first;
		}
		try {
			return this.timers.now().minusNanos(this.timers.nanoTime() - this.due);
		}
		catch (OutOfMemoryError ex) {
			// That it comes matters more.
			return this.first;
		}
	}

	/** Those that nobody has received meanwhile are dropped. */
	private void takeDue() {
		if (this.period == 0) {
			this.over = true;
			return;
		}
		long missed = (this.timers.nanoTime() - this.due) / this.period;
		this.due += (1 + missed) * this.period;
	}

	/** Nothing comes any more, not even what has come already. */
	void stop() {
		lock();
		this.over = true;
		Alarm alarm = this.alarm;
		this.alarm = null;
		unlock();
		if (alarm != null) {
			this.timers.cancel(alarm);
		}
	}

	/** For who has joined the queue, before he waits. */
	void arm() {
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

	/** For who has left the queue. */
	void disarm() {
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

	/** Gives the time to who has waited longest, and goes on while others wait. */
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
		Caller.othersMayGoFirst();
		int size = isDue() ? 1 : 0;
		Caller.othersMayGoFirst();
		return size;
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
