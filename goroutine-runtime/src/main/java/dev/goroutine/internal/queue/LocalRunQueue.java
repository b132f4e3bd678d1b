package dev.goroutine.internal.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.goroutine.internal.base.StackRoom;
import org.jspecify.annotations.Nullable;

/**
 * The LRQ: the goroutines of one P, Go's {@code p.runq} and {@code p.runnext}.
 * <p>
 * Only the M that has the P may add and {@link #poll}; thieves may {@link #stealInto} and
 * {@link #stealNext}.
 */
public final class LocalRunQueue {

	public static final int CAPACITY = RunRing.CAPACITY;

	/** Tokio's: "a handful" of goroutines in a row from the next slot. */
	private static final int MAX_NEXT_IN_A_ROW = 3;

	private static final VarHandle NEXT;

	static {
		try {
			NEXT = MethodHandles.lookup().findVarHandle(LocalRunQueue.class, "next", Resumable.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final RunRing ring = new RunRing();

	private final GlobalRunQueue global;

	/** Work space for tasks on their way to the global queue. */
	private final @Nullable Resumable[] half = new Resumable[CAPACITY / 2];

	private volatile @Nullable Resumable next;

	private int nextInARow;

	public LocalRunQueue(GlobalRunQueue global) {
		this.global = global;
	}

	/**
	 * Puts a goroutine at the tail. If the queue is full, half of it and the new
	 * goroutine go to the global queue, so that the next additions are cheap again and
	 * other Ps get a share.
	 */
	public void add(Resumable task) {
		while (!this.ring.offer(task)) {
			// If a thief was quicker there is room now.
			if (this.ring.take(this.half.length, this.half, 0)) {
				this.global.addAll(this.half);
				this.global.add(task);
				return;
			}
		}
	}

	/**
	 * Puts a goroutine into the next slot: it runs as soon as the running one stops. The
	 * goroutine that was there goes to the tail.
	 */
	public void addNext(Resumable task) {
		if (this.next != null && !StackRoom.isThere()) {
			this.global.addToOverflow(task);
			return;
		}
		Resumable displaced = (Resumable) NEXT.getAndSet(this, task);
		if (displaced != null) {
			add(displaced);
		}
	}

	/**
	 * Takes the goroutine to run: the one in the next slot, but the head of the queue if
	 * the next slot had its turn three times in a row. Two goroutines that ready each
	 * other would starve the rest otherwise.
	 */
	public @Nullable Resumable poll() {
		Resumable task = null;
		if (this.nextInARow < MAX_NEXT_IN_A_ROW) {
			task = takeNext();
			if (task != null) {
				this.nextInARow++;
				return task;
			}
		}
		this.nextInARow = 0;
		task = this.ring.poll();
		return (task != null) ? task : takeNext();
	}

	/**
	 * Whether the last goroutine of {@link #poll} goes on with the time slice of the
	 * goroutine before.
	 */
	public boolean inheritsTimeSlice() {
		return this.nextInARow != 0;
	}

	private @Nullable Resumable takeNext() {
		// The owner fills the slot and thieves empty it, so a swap is due only when it is
		// full.
		return (this.next != null) ? (Resumable) NEXT.getAndSet(this, null) : null;
	}

	/**
	 * Moves goroutines from the head of this queue to a thief's: Go's {@code runqsteal}.
	 * @param thief the empty queue of the calling M's P
	 * @param half whether to take half, rounded up, rather than one
	 * @return the number of goroutines moved
	 */
	public int stealInto(LocalRunQueue thief, boolean half) {
		return this.ring.moveTo(thief.ring, half);
	}

	/** Takes the goroutine in the next slot. */
	public @Nullable Resumable stealNext() {
		return takeNext();
	}

	/**
	 * Moves all goroutines to the global queue, beginning with the next slot. The caller
	 * must have the P.
	 */
	public void drainTo(GlobalRunQueue global) {
		Resumable task = takeNext();
		if (task != null) {
			global.add(task);
		}
		while ((task = this.ring.poll()) != null) {
			global.add(task);
		}
	}

	/** Number of goroutines without the next slot, as in Go's {@code schedtrace}. */
	public int size() {
		return this.ring.size();
	}

	/** Number of goroutines that it has given away, without those of the next slot. */
	public long head() {
		return this.ring.head();
	}

	/** Number of goroutines that it has been given, without those of the next slot. */
	public long tail() {
		return this.ring.tail();
	}

	/** The goroutine in the next slot. */
	public @Nullable Object next() {
		return this.next;
	}

	/** Number of goroutines that fit in at least. The caller must be allowed to add. */
	int room() {
		return this.ring.room();
	}

	public boolean hasNext() {
		return this.next != null;
	}

	public boolean isEmpty() {
		return this.next == null && this.ring.isEmpty();
	}

}
