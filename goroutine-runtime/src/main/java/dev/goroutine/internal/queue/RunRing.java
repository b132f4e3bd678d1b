package dev.goroutine.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.goroutine.internal.base.Padded;
import org.jspecify.annotations.Nullable;

/**
 * A ring of goroutines with one producer, its owner, and many consumers: Go's
 * {@code runq}, {@code runqhead} and {@code runqtail}.
 * <p>
 * A consumer reads first and then claims by moving the head, so that nobody waits for
 * anybody: <pre>
 * thief                             owner
 * reads the head, 7, and what
 * is in slot 7
 *                                   takes 7: the head is 8
 *                                   adds once around: slot 7 holds another goroutine
 * moves the head from 7: fails
 * </pre> A consumer that claimed first and cleared its slot then could lose its core in
 * between, and the owner would come around to that slot and wait for it. So only the
 * owner writes slots. It clears the slots of stolen goroutines when it next takes, so
 * that the ring keeps no goroutine from being garbage.
 */
public final class RunRing extends Padded {

	/** As in Go. */
	static final int CAPACITY = 256;

	private static final int MASK = CAPACITY - 1;

	private static final VarHandle HEAD;

	private static final VarHandle TAIL;

	private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(Resumable[].class);

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			HEAD = lookup.findVarHandle(RunRing.class, "head", long.class);
			TAIL = lookup.findVarHandle(RunRing.class, "tail", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final @Nullable Resumable[] slots = new Resumable[CAPACITY];

	/** Number of goroutines taken. */
	private volatile long head;

	/** Number of goroutines added. Only the owner writes it. */
	private volatile long tail;

	/** The slots before this number are empty. Only the owner uses it. */
	private long cleared;

	/**
	 * Adds a goroutine. Called by the owner.
	 * @return whether there was room
	 */
	boolean offer(Resumable task) {
		long tail = (long) TAIL.get(this);
		if (tail - this.head >= CAPACITY) {
			return false;
		}
		SLOTS.setOpaque(this.slots, (int) tail & MASK, task);
		TAIL.setRelease(this, tail + 1);
		return true;
	}

	/** Takes a goroutine. Called by the owner. */
	@Nullable Resumable poll() {
		for (;;) {
			long head = this.head;
			if (head == (long) TAIL.get(this)) {
				clearTo(head);
				return null;
			}
			Resumable task = slot(head);
			if (HEAD.compareAndSet(this, head, head + 1)) {
				clearTo(head + 1);
				return task;
			}
		}
	}

	/**
	 * Clears the slots up to the head, except those that hold newer goroutines already.
	 */
	private void clearTo(long head) {
		for (long i = Math.max(this.cleared, (long) TAIL.get(this) - CAPACITY); i < head; i++) {
			SLOTS.setOpaque(this.slots, (int) i & MASK, (Resumable) null);
		}
		this.cleared = head;
	}

	/**
	 * Moves goroutines from the head to the tail of another ring, of which the caller is
	 * the owner: Go's {@code runqgrab}.
	 * @param half whether to move half of them, rounded up, rather than one
	 * @return the number of goroutines moved, not more than there was room for
	 */
	int moveTo(RunRing other, boolean half) {
		long to = (long) TAIL.get(other);
		int moved;
		do {
			int size = size();
			moved = Math.min(half ? size - size / 2 : Math.min(size, 1), other.room());
		}
		while (moved > 0 && !take(moved, other.slots, to));
		if (moved > 0) {
			TAIL.setRelease(other, to + moved);
		}
		return moved;
	}

	/**
	 * Takes goroutines from the head. Any thread may call this.
	 * @param count the number of goroutines
	 * @param into an array of a length that is a power of two
	 * @param at the index of the first, which wraps around at the end of the array
	 * @return whether they were taken; if not, the caller must not use what is in the
	 * array
	 */
	boolean take(int count, @Nullable Resumable[] into, long at) {
		long head = this.head;
		if (this.tail - head < count) {
			return false;
		}
		for (int i = 0; i < count; i++) {
			SLOTS.setOpaque(into, (int) (at + i) & (into.length - 1), slot(head + i));
		}
		return HEAD.compareAndSet(this, head, head + count);
	}

	private @Nullable Resumable slot(long number) {
		return (Resumable) SLOTS.getOpaque(this.slots, (int) number & MASK);
	}

	/** Number of goroutines that fit in at least. Called by the owner. */
	int room() {
		return CAPACITY - (int) ((long) TAIL.get(this) - this.head);
	}

	boolean isEmpty() {
		return this.head == this.tail;
	}

	/** Number of goroutines, never negative because the head is read first. */
	int size() {
		long head = this.head;
		return (int) Math.min(this.tail - head, CAPACITY);
	}

	/** Number of goroutines taken. */
	long head() {
		return this.head;
	}

	/** Number of goroutines added. */
	long tail() {
		return this.tail;
	}

}
