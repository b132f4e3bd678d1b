package dev.goroutine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import org.jspecify.annotations.Nullable;

/**
 * The buffer of a channel, a ring, which the channel inherits as it does its lock: Go's
 * {@code hchan.buf}. Guarded by that lock.
 */
abstract class ChanBuffer extends SpinLock {

	private final @Nullable Object[] buffer;

	/** Where the oldest value is. */
	private int head;

	/** How many values are in the buffer. */
	private int count;

	ChanBuffer(int capacity) {
		this.buffer = new Object[capacity];
	}

	/** May be asked without the lock, for an answer that may be outdated. */
	final int len() {
		return (int) Handles.COUNT.getOpaque(this);
	}

	final int cap() {
		return this.buffer.length;
	}

	/** For who has the lock. */
	final boolean isEmptyNow() {
		return this.count == 0;
	}

	/** For who has the lock. */
	final boolean isFullNow() {
		return this.count == this.buffer.length;
	}

	final void put(@Nullable Object value) {
		int tail = this.head + this.count;
		// In this order: it may be more than an int holds.
		int index = (tail - this.buffer.length < 0) ? tail : tail - this.buffer.length;
		// The call before the other changes, for the stack may end in it.
		Handles.COUNT.setOpaque(this, this.count + 1);
		this.buffer[index] = value;
	}

	final @Nullable Object take() {
		Object value = this.buffer[this.head];
		// The call first, as in put.
		Handles.COUNT.setOpaque(this, this.count - 1);
		this.buffer[this.head] = null;
		this.head = (this.head + 1 == this.buffer.length) ? 0 : this.head + 1;
		return value;
	}

	/**
	 * Takes the oldest value out of a full buffer, and puts another one behind the rest,
	 * which is the same place. The count stays: a sender that has not parked yet knows of
	 * its claim before the lock is released, and must not find the buffer empty, or room
	 * in it, if it looks then.
	 */
	final @Nullable Object replaceOldest(@Nullable Object value) {
		int oldest = this.head;
		Object taken = this.buffer[oldest];
		this.buffer[oldest] = value;
		this.head = (oldest + 1 == this.buffer.length) ? 0 : oldest + 1;
		return taken;
	}

	/** Apart, see {@link Prepared}. */
	private static final class Handles {

		static final VarHandle COUNT;

		static {
			try {
				COUNT = MethodHandles.lookup().findVarHandle(ChanBuffer.class, "count", int.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

	}

}
