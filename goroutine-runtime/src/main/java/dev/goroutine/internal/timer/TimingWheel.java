package dev.goroutine.internal.timer;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Timers, arranged by the tick at which they are due: the hierarchical timing wheel of
 * Varghese and Lauck (1987). Not thread-safe.
 * <p>
 * Level 0 has a slot for each of the next 1024 ticks, level 1 a slot for each of the next
 * 1024 x 1024 ticks by 1024, and so on, all of them rings. A timer goes to the lowest
 * level that reaches as far as its tick. When the current tick reaches the beginning of a
 * slot of a higher level, the timers of that slot <i>cascade</i>: each is placed anew, on
 * a lower level. So adding a timer costs the same however many timers there are, and a
 * timer is moved once more for each level above the lowest. With ticks of a millisecond,
 * a second fits into level 0.
 * <p>
 * Invariant: on each level, the slot of the current tick has been emptied. A timer that
 * is found in that slot is therefore due a whole turn of the ring later.
 */
final class TimingWheel {

	static final int BITS = 10;

	/** Slots in a level. */
	static final int SIZE = 1 << BITS;

	private static final int MASK = SIZE - 1;

	/**
	 * Five levels reach 2^50 ticks. {@code Long.MAX_VALUE} ns are only 2^43 ticks of a
	 * millisecond.
	 */
	private static final int LEVELS = 5;

	/**
	 * All levels together take 21 KB. They are created at once, so that no method of the
	 * wheel can fail for lack of memory.
	 */
	private final Level[] levels = new Level[LEVELS];

	/** The current tick. Timers due at this tick or before have been taken out. */
	private long now;

	private int size;

	TimingWheel() {
		Arrays.setAll(this.levels, (n) -> new Level());
	}

	/** Number of timers in the wheel, cancelled ones included. */
	int size() {
		return this.size;
	}

	/**
	 * Adds a timer. A timer whose tick is over is due at the next tick.
	 */
	void add(Timer timer) {
		place(timer, Math.max(timer.tick, this.now + 1));
		this.size++;
	}

	private void place(Timer timer, long tick) {
		long distance = tick - this.now;
		int n = (distance < SIZE) ? 0 : (63 - Long.numberOfLeadingZeros(distance)) / BITS;
		this.levels[n].push((int) (tick >>> (BITS * n)) & MASK, timer);
	}

	/**
	 * The next tick at which a timer is due or a slot cascades.
	 * @return the tick, {@code Long.MAX_VALUE} if the wheel is empty
	 */
	long nextTick() {
		long next = Long.MAX_VALUE;
		for (int n = 0; n < LEVELS; n++) {
			int shift = BITS * n;
			long turns = this.now >>> shift;
			int ahead = this.levels[n].slotsUntilNext((int) turns & MASK);
			if (ahead > 0) {
				next = Math.min(next, (turns + ahead) << shift);
			}
		}
		return next;
	}

	/**
	 * Moves to a later tick and takes out the timers that are due by then, earlier ticks
	 * first. Timers of the same tick come in no particular order.
	 * @param tick the tick to move to; nothing happens if it is over
	 * @param due receives each due timer, cancelled or not; it may add timers that are
	 * due after the tick to move to, and must not touch the wheel otherwise
	 */
	void advance(long tick, Consumer<? super Timer> due) {
		long next;
		while ((next = nextTick()) <= tick) {
			this.now = next;
			for (int n = LEVELS - 1; n > 0; n--) {
				if ((next & ((1L << (BITS * n)) - 1)) == 0) {
					cascade(n);
				}
			}
			Timer timer = this.levels[0].take((int) next & MASK);
			while (timer != null) {
				Timer following = timer.next;
				// A long chain of dead timers would cost the garbage collector time.
				timer.next = null;
				this.size--;
				due.accept(timer);
				timer = following;
			}
		}
		this.now = Math.max(this.now, tick);
	}

	private void cascade(int n) {
		Timer timer = this.levels[n].take((int) (this.now >>> (BITS * n)) & MASK);
		while (timer != null) {
			Timer following = timer.next;
			place(timer, timer.tick);
			timer = following;
		}
	}

	/**
	 * Removes the cancelled timers.
	 * @return how many were removed
	 */
	int sweep() {
		int removed = 0;
		for (Level level : this.levels) {
			removed += level.sweep();
		}
		this.size -= removed;
		return removed;
	}

	private static final class Level {

		private final @Nullable Timer[] slots = new @Nullable Timer[SIZE];

		private final BitSet occupied = new BitSet(SIZE);

		void push(int slot, Timer timer) {
			timer.next = this.slots[slot];
			this.slots[slot] = timer;
			this.occupied.set(slot);
		}

		@Nullable Timer take(int slot) {
			Timer timer = this.slots[slot];
			this.slots[slot] = null;
			this.occupied.clear(slot);
			return timer;
		}

		/**
		 * The distance to the next occupied slot: 1 to {@link #SIZE}, or 0 if the level
		 * is empty.
		 */
		int slotsUntilNext(int from) {
			int slot = this.occupied.nextSetBit(from + 1);
			if (slot < 0) {
				slot = this.occupied.nextSetBit(0);
			}
			return (slot < 0) ? 0 : ((slot - from - 1) & MASK) + 1;
		}

		int sweep() {
			int removed = 0;
			for (int slot = this.occupied.nextSetBit(0); slot >= 0; slot = this.occupied.nextSetBit(slot + 1)) {
				Timer timer = take(slot);
				while (timer != null) {
					Timer following = timer.next;
					if (timer.isCancelled()) {
						timer.next = null;
						removed++;
					}
					else {
						push(slot, timer);
					}
					timer = following;
				}
			}
			return removed;
		}

	}

}
