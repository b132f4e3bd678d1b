package dev.goroutine;

import java.util.ArrayDeque;
import java.util.Queue;

import org.jspecify.annotations.Nullable;

/**
 * What a channel with a buffer is to its users, if its operations happen one after the
 * other: a queue of limited length that can be closed.
 * <p>
 * An operation that waits happens when its wait is over. One whose time is over happened
 * when it began to wait, and found the buffer full or empty then.
 */
abstract class SequentialChan {

	/** Never the result of an operation that has returned. */
	private static final int WOULD_WAIT = -1;

	private final int capacity;

	private final Queue<Integer> buffer = new ArrayDeque<>();

	private boolean closed;

	SequentialChan(int capacity) {
		this.capacity = capacity;
	}

	public boolean trySend(int value) {
		if (this.closed) {
			throw new ClosedChanException("send on closed channel");
		}
		return this.buffer.size() < this.capacity && this.buffer.add(value);
	}

	public @Nullable Integer tryReceive() {
		return this.buffer.poll();
	}

	public int poll() {
		Integer value = this.buffer.poll();
		if (value != null) {
			return value;
		}
		return this.closed ? ChanOperations.CLOSED : ChanOperations.EMPTY;
	}

	public boolean timedSend(int value) {
		return trySend(value);
	}

	public @Nullable Integer timedReceive() {
		return tryReceive();
	}

	public int timedPoll() {
		return poll();
	}

	/** Is {@code false} if it would wait, which the real one never is. */
	public boolean send(int value) {
		return trySend(value);
	}

	public @Nullable Integer receive() {
		return (this.buffer.isEmpty() && !this.closed) ? Integer.valueOf(WOULD_WAIT) : tryReceive();
	}

	public void close() {
		if (this.closed) {
			throw new ClosedChanException("close of closed channel");
		}
		this.closed = true;
	}

	public boolean isClosed() {
		return this.closed;
	}

	public int size() {
		return this.buffer.size();
	}

	public static class Capacity1 extends SequentialChan {

		public Capacity1() {
			super(1);
		}

	}

	public static class Capacity2 extends SequentialChan {

		public Capacity2() {
			super(2);
		}

	}

}
