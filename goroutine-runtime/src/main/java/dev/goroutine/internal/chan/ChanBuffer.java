package dev.goroutine.internal.chan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.goroutine.internal.sync.SpinLock;
import org.jspecify.annotations.Nullable;

/**
 * The buffer of a channel: Go's {@code hchan.buf}. It is a ring, guarded by the lock of
 * the channel. The channel inherits both the buffer and the lock, which saves two
 * objects.
 */
abstract class ChanBuffer extends SpinLock {

	private static final VarHandle COUNT;

	static {
		try {
			COUNT = MethodHandles.lookup().findVarHandle(ChanBuffer.class, "count", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final @Nullable Object[] buffer;

	/** The index of the oldest value. */
	private int head;

	/** How many values are in the buffer. */
	private int count;

	ChanBuffer(int capacity) {
		this.buffer = new Object[capacity];
	}

	/**
	 * The number of values. May be called without the lock; the answer may be outdated
	 * then.
	 */
	public final int len() {
		return (int) COUNT.getOpaque(this);
	}

	/** The number of values that fit into the buffer. */
	public final int cap() {
		return this.buffer.length;
	}

	/** Whether the buffer is empty. The caller must hold the lock. */
	final boolean isEmptyNow() {
		return this.count == 0;
	}

	/** Whether the buffer is full. The caller must hold the lock. */
	final boolean isFullNow() {
		return this.count == this.buffer.length;
	}

	final void put(@Nullable Object value) {
		int tail = this.head + this.count;
		// The subtraction comes first, because the sum may overflow an int.
		int index = (tail - this.buffer.length < 0) ? tail : tail - this.buffer.length;
		// The call comes before the other changes, because the stack may end in it.
		COUNT.setOpaque(this, this.count + 1);
		this.buffer[index] = value;
	}

	final @Nullable Object take() {
		Object value = this.buffer[this.head];
		// The call comes first, as in put.
		COUNT.setOpaque(this, this.count - 1);
		this.buffer[this.head] = null;
		this.head = (this.head + 1 == this.buffer.length) ? 0 : this.head + 1;
		return value;
	}

	/**
	 * Takes the oldest value out of a full buffer and puts another value at its end,
	 * which is the same place. The count does not change. The sender of the new value, if
	 * it has not parked yet, sees its claim before the lock is released. If it looks at
	 * the buffer then, it must find neither an empty buffer nor room in it.
	 */
	final @Nullable Object replaceOldest(@Nullable Object value) {
		int oldest = this.head;
		Object taken = this.buffer[oldest];
		this.buffer[oldest] = value;
		this.head = (oldest + 1 == this.buffer.length) ? 0 : oldest + 1;
		return taken;
	}

}
