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
 *                                   adds once around: slot 7 is another one's
 * moves the head from 7: fails
 * </pre> A consumer that claimed first and cleared its slot then could lose its core in
 * between, and the owner would come around to that slot and wait for it. So only the
 * owner writes slots: what was stolen from them it clears when it next takes, that nobody
 * is kept from being garbage.
 */
public final class RunRing extends Padded {

	/** Go's. */
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

	/** How many were taken. */
	private volatile long head;

	/** How many were added; the owner's. */
	private volatile long tail;

	/** The owner's: the slots of those before are empty. */
	private long cleared;

	/**
	 * For the owner.
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

	/** For the owner. */
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

	/** What was added once around has taken the place of what was not cleared. */
	private void clearTo(long head) {
		for (long i = Math.max(this.cleared, (long) TAIL.get(this) - CAPACITY); i < head; i++) {
			SLOTS.setOpaque(this.slots, (int) i & MASK, (Resumable) null);
		}
		this.cleared = head;
	}

	/**
	 * Moves goroutines from the head to the tail of another ring, of which the caller is
	 * the owner: Go's {@code runqgrab}.
	 * @param half whether half of them, rounded up, rather than one
	 * @return how many, not more than there was room for
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
	 * Takes from the head, for anybody.
	 * @param count how many
	 * @param into an array of a length that is a power of two
	 * @param at where in there, once around after its end
	 * @return whether they were taken; if not, what is in the array is not the caller's
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

	/** For the owner: so many fit in at least. */
	int room() {
		return CAPACITY - (int) ((long) TAIL.get(this) - this.head);
	}

	boolean isEmpty() {
		return this.head == this.tail;
	}

	/** Never negative, as the head is read first. */
	int size() {
		long head = this.head;
		return (int) Math.min(this.tail - head, CAPACITY);
	}

	/** How many were taken. */
	long head() {
		return this.head;
	}

	/** How many were added. */
	long tail() {
		return this.tail;
	}

}
