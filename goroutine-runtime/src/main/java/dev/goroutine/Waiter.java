package dev.goroutine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.base.WaitReason;
import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.timer.Timer;
import dev.goroutine.internal.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for one of several things, of which exactly one happens to it: a
 * partner at a channel, the end of its time, an interrupt. Whoever makes it happen
 * {@linkplain #claim claims} the waiter first, and whoever comes second leaves it alone.
 * In Go this is a parked g and its {@code selectDone}. It is used once.
 */
final class Waiter implements WaitReason {

	/** An outcome: the thread was interrupted. */
	static final Object INTERRUPTED = new Object();

	/** An outcome: the time is over. */
	static final Object TIMEOUT = new Object();

	private static final SpinLock[] NO_PLACES = {};

	/** No outcome yet, and the thread has to be unparked for one. */
	private static final Object PARKED = new Object();

	private static final VarHandle OUTCOME;

	static {
		try {
			OUTCOME = MethodHandles.lookup().findVarHandle(Waiter.class, "outcome", Object.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Thread thread = Thread.currentThread();

	private final String waitReason;

	private volatile @Nullable Object outcome;

	/** Whether it is up to who has claimed it to wake the thread. */
	private boolean toBeUnparked;

	/** Whether the thread has gone on; for who does not mind to see that late. */
	private boolean resumed;

	/**
	 * For the calling thread.
	 * @param waitReason Go's words for what it waits for
	 */
	Waiter(String waitReason) {
		this.waitReason = waitReason;
	}

	/**
	 * Makes something the outcome, if there is none yet. The caller then owes it
	 * {@link #ready}.
	 * @param outcome what has happened
	 * @return whether it is the outcome now
	 */
	boolean claim(Object outcome) {
		Object seen;
		while ((seen = this.outcome) == null || seen == PARKED) {
			if (OUTCOME.compareAndSet(this, seen, outcome)) {
				this.toBeUnparked = seen == PARKED;
				return true;
			}
		}
		return false;
	}

	/** For who has claimed it, once it holds no lock: Go's {@code goready}. */
	void ready() {
		if (this.toBeUnparked) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Waits for an outcome, for that time at most: Go's {@code gopark}. For the waiter's
	 * own thread. If it fails, for want of memory or stack, there is either an outcome or
	 * there will be none.
	 * @param nanos how long, {@link Long#MAX_VALUE} for ever
	 * @param place where it is in a queue
	 * @return the outcome
	 */
	Object await(long nanos, SpinLock place) {
		return await(nanos, place, NO_PLACES);
	}

	/** The same for one that is in several queues, or none. */
	Object await(long nanos, SpinLock[] places) {
		return await(nanos, null, places);
	}

	private Object await(long nanos, @Nullable SpinLock place, SpinLock[] places) {
		TimerQueue timers = null;
		Alarm alarm = null;
		try {
			if (nanos != Long.MAX_VALUE) {
				alarm = new Alarm(this);
				timers = Caller.timers();
				timers.schedule(alarm, nanos);
			}
			arm(place);
			for (SpinLock each : places) {
				arm(each);
			}
			if (OUTCOME.compareAndSet(this, null, PARKED)) {
				park();
			}
		}
		catch (Throwable ex) {
			if (claim(INTERRUPTED)) {
				throw ex;
			}
		}
		finally {
			this.resumed = true;
			if (alarm != null && timers != null) {
				timers.cancel(alarm);
			}
		}
		Caller.checkPreempted();
		return outcome();
	}

	private static void arm(@Nullable SpinLock place) {
		if (place instanceof TimerChan timer) {
			timer.arm();
		}
	}

	/**
	 * If an interrupt comes second, what has happened stands, and the thread keeps the
	 * interrupt for the next time.
	 */
	private void park() {
		while (this.outcome == PARKED) {
			LockSupport.park(this);
			if (Thread.interrupted() && !OUTCOME.compareAndSet(this, PARKED, INTERRUPTED)) {
				Thread.currentThread().interrupt();
				return;
			}
		}
	}

	/** Whether its thread has gone on, as far as can be seen. */
	boolean hasResumed() {
		return this.resumed;
	}

	/** Whether somebody has claimed it, for tests. */
	boolean isClaimed() {
		Object outcome = this.outcome;
		return outcome != null && outcome != PARKED;
	}

	private Object outcome() {
		return Objects.requireNonNull(this.outcome);
	}

	@Override
	public String waitReason() {
		return this.waitReason;
	}

	/** Claims a waiter when its time is over. */
	private static final class Alarm extends Timer {

		private @Nullable Waiter waiter;

		Alarm(Waiter waiter) {
			this.waiter = waiter;
		}

		@Override
		protected void fire() {
			Waiter waiter = this.waiter;
			if (waiter != null && waiter.claim(TIMEOUT)) {
				waiter.ready();
			}
		}

		@Override
		protected void clear() {
			this.waiter = null;
		}

	}

}
