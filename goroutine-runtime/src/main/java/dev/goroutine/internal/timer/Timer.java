package dev.goroutine.internal.timer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * Something that happens once at a time, unless it is cancelled before: an entry of a
 * {@link TimerQueue}, to be extended by whoever has something to be done. It can be used
 * only once, or once more after it has fired and been {@linkplain #reset reset}.
 */
public abstract class Timer {

	/** What a timer has still to do after it has fired. */
	protected enum Left {

		/** All is done. */
		NOTHING,

		/** There is another part to be done, at once if there is time. */
		MORE,

		/** There is another part, for which it is too early. */
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

	/** When, as its queue counts; set before anybody else sees this. */
	long tick;

	/** In the one list that it is in. */
	@Nullable Timer next;

	private volatile int state;

	/**
	 * What is to be done. It runs on the timer thread, everything else waits for it, so
	 * it must be short, take no lock that may be held for long, and throw nothing. What
	 * may take long is done in parts: see {@link #left}.
	 */
	protected abstract void fire();

	/**
	 * What {@link #fire} has left to be done. If there is anything it is called again,
	 * and other timers that are due by then may fire in between. Each part is a step on
	 * the way, even if it fails.
	 * @return how to go on
	 */
	protected Left left() {
		return Left.NOTHING;
	}

	/**
	 * Lets go of what {@link #fire} would have needed: this timer has been cancelled, but
	 * may stay on the heap until its time comes.
	 */
	protected void clear() {
	}

	/**
	 * Whether it waits for its time.
	 * @return whether it has been scheduled, and neither fired nor cancelled
	 */
	public final boolean isPending() {
		return this.state == PENDING;
	}

	/** For one that fires, from {@link #fire}: it can be used once more. */
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

	/** Either this or {@link #tryCancel} returns {@code true}, and once. */
	final boolean tryFire() {
		return STATE.compareAndSet(this, PENDING, FIRED);
	}

	final boolean tryCancel() {
		return this.state == PENDING && STATE.compareAndSet(this, PENDING, CANCELLED);
	}

}
