package dev.goroutine.internal.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.base.RuntimeWait;
import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.timer.Timer;
import dev.goroutine.internal.timer.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for one of several events: a partner at a channel, the end of its
 * time, an interrupt. Exactly one of them happens to it. The thread that makes it happen
 * {@linkplain #claim claims} the waiter first; a thread that comes second leaves the
 * waiter alone. In Go this is a parked g and its {@code selectDone}. A waiter is used
 * once.
 */
public final class Waiter implements RuntimeWait {

	/** An outcome: the thread was interrupted. */
	public static final Object INTERRUPTED = new Object();

	/** An outcome: the time is over. */
	public static final Object TIMEOUT = new Object();

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

	/** Whether the thread was parked when it was claimed, and has to be unparked. */
	private boolean toBeUnparked;

	/** Whether the thread has gone on. Other threads may see that late. */
	private boolean resumed;

	/**
	 * Creates a waiter for the calling thread.
	 * @param waitReason Go's words for what it waits for
	 */
	public Waiter(String waitReason) {
		this.waitReason = waitReason;
	}

	/**
	 * Checks that the calling thread may begin to wait.
	 * @throws InterruptedException if it is interrupted, which it then is no longer
	 */
	public static void checkInterrupted() throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
	}

	/**
	 * Sets the outcome, if there is none yet. A caller that succeeds must call
	 * {@link #ready} later.
	 * @param outcome what has happened
	 * @return whether it is the outcome now
	 */
	public boolean claim(Object outcome) {
		Object seen;
		while ((seen = this.outcome) == null || seen == PARKED) {
			if (OUTCOME.compareAndSet(this, seen, outcome)) {
				this.toBeUnparked = seen == PARKED;
				return true;
			}
		}
		return false;
	}

	/**
	 * Lets the thread go on: Go's {@code goready}. Called by the thread that has claimed
	 * the waiter, when it holds no lock any more.
	 */
	public void ready() {
		if (this.toBeUnparked) {
			LockSupport.unpark(this.thread);
		}
	}

	/**
	 * Waits for an outcome: Go's {@code gopark}. The waiter's own thread calls this. If
	 * the call fails, for want of memory or stack, there is either an outcome by then or
	 * there will never be one.
	 * @param nanos the longest time to wait, {@link Long#MAX_VALUE} for ever
	 * @param place the lock of the queue that it is in
	 * @return the outcome
	 */
	public Object await(long nanos, SpinLock place) {
		return await(nanos, place, NO_PLACES);
	}

	/**
	 * As above, for a waiter in several queues, or in none.
	 * @param nanos the longest time to wait, {@link Long#MAX_VALUE} for ever
	 * @param places the locks of the queues that it is in
	 * @return the outcome
	 */
	public Object await(long nanos, SpinLock[] places) {
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
			if (place != null) {
				place.arm();
			}
			for (SpinLock each : places) {
				each.arm();
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
		Caller.yieldIfPreempted();
		return outcome();
	}

	/**
	 * Parks until there is an outcome. If an interrupt comes second, the outcome stands,
	 * and the thread stays interrupted.
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

	/**
	 * Whether the thread has gone on. The answer may be late.
	 * @return whether it has
	 */
	public boolean hasResumed() {
		return this.resumed;
	}

	/**
	 * Whether the waiter has been claimed. For tests.
	 * @return whether it has
	 */
	public boolean isClaimed() {
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

	/** The timer that claims a waiter when its time is over. */
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
