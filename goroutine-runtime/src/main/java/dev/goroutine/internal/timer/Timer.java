package dev.goroutine.internal.timer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * An action that a {@link TimerQueue} runs once, at its time, unless the timer is
 * cancelled before. A subclass defines the action in {@link #fire}. A timer can be
 * scheduled only once, and once more each time it has fired and been {@linkplain #reset
 * reset}.
 */
public abstract class Timer {

	/** The work that a timer has left after a call of {@link #fire}. */
	protected enum Left {

		/** No work is left. */
		NOTHING,

		/** Another part is left. It is done at once if this tick has time for it. */
		MORE,

		/** Another part is left. It is too early for it in this tick. */
		LATER

	}

	private static final int NEW = 0;

	private static final int PENDING = 1;

	private static final int FIRED = 2;

	private static final int CANCELLED = 3;

	private static final VarHandle STATE;

	static {
		try {
			STATE = MethodHandles.lookup().findVarHandle(Timer.class, "state", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/**
	 * The time at which the timer is due, in the unit of its queue. It is set before
	 * another thread can see the timer.
	 */
	long tick;

	/** The next timer of the one list that holds this timer. */
	@Nullable Timer next;

	private volatile int state;

	/**
	 * Does what the timer is for. The method runs on the timer thread, and all other
	 * timers wait for it. So it must be short, take no lock that may be held for long,
	 * and throw nothing. Long work is done in parts: see {@link #left}.
	 */
	protected abstract void fire();

	/**
	 * The work that {@link #fire} has left. As long as some is left, {@code fire} is
	 * called again, and other due timers may fire in between. Each call of {@code fire}
	 * must make progress, even a call that fails.
	 * @return {@link Left#NOTHING} unless overridden
	 */
	protected Left left() {
		return Left.NOTHING;
	}

	/**
	 * Drops the references that only {@link #fire} would have needed. The queue calls it
	 * when the timer is cancelled, because the timer itself may stay in the queue until
	 * its time comes.
	 */
	protected void clear() {
	}

	/**
	 * Whether the timer waits for its time.
	 * @return whether it has been scheduled, and has neither fired nor been cancelled
	 */
	public final boolean isPending() {
		return this.state == PENDING;
	}

	/** Makes a timer that has fired usable once more. Called from its {@link #fire}. */
	protected final void reset() {
		STATE.compareAndSet(this, FIRED, NEW);
	}

	final boolean isCancelled() {
		return this.state == CANCELLED;
	}

	final void schedule(long tick) {
		if (!STATE.compareAndSet(this, NEW, PENDING)) {
			throw new IllegalStateException("A timer can be used only once");
		}
		this.tick = tick;
	}

	/**
	 * Claims the timer, so that it can fire. Either this method or {@link #tryCancel}
	 * returns {@code true}, and only once.
	 */
	final boolean tryFire() {
		return STATE.compareAndSet(this, PENDING, FIRED);
	}

	final boolean tryCancel() {
		return this.state == PENDING && STATE.compareAndSet(this, PENDING, CANCELLED);
	}

}
