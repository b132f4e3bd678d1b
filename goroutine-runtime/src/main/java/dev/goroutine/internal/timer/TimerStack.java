package dev.goroutine.internal.timer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * New timers on their way to the timer thread: a Treiber stack through
 * {@link Timer#next}. Anybody may push; one thread takes all there are, which leaves no
 * way to mistake one node for another. No queue of arrays, because this needs no memory.
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

	/** A full fence too. */
	void push(Timer timer) {
		Timer top;
		do {
			top = this.top;
			timer.next = top;
		}
		while (!TOP.compareAndSet(this, top, timer));
	}

	/**
	 * Takes all.
	 * @return the one pushed last, linked to the one before, and so on
	 */
	@Nullable Timer takeAll() {
		return (this.top != null) ? (Timer) TOP.getAndSet(this, null) : null;
	}

	boolean isEmpty() {
		return this.top == null;
	}

	/**
	 * Whether one of them comes before that tick. For the thread that takes.
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
