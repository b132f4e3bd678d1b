package dev.goroutine.internal.timer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * New timers on their way to the timer thread: a Treiber stack linked through
 * {@link Timer#next}. Any thread may push. Only one thread takes, and it takes all timers
 * at once, so a node cannot be mistaken for an older one (the ABA problem does not
 * arise). The stack is linked through the timers because a push must not need memory.
 */
final class TimerStack {

	private static final VarHandle TOP;

	static {
		try {
			TOP = MethodHandles.lookup().findVarHandle(TimerStack.class, "top", Timer.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile @Nullable Timer top;

	/** Pushes a timer. This is a full fence as well. */
	void push(Timer timer) {
		Timer top;
		do {
			top = this.top;
			timer.next = top;
		}
		while (!TOP.compareAndSet(this, top, timer));
	}

	/**
	 * Takes all timers.
	 * @return the timer that was pushed last, linked to the one before it, and so on;
	 * {@code null} if there is none
	 */
	@Nullable Timer takeAll() {
		return (this.top != null) ? (Timer) TOP.getAndSet(this, null) : null;
	}

	boolean isEmpty() {
		return this.top == null;
	}

	/**
	 * Whether a timer on the stack is due before a tick. Only the thread that takes may
	 * ask.
	 */
	boolean hasAnyBefore(long tick) {
		for (Timer timer = this.top; timer != null; timer = timer.next) {
			if (timer.tick < tick) {
				return true;
			}
		}
		return false;
	}

}
