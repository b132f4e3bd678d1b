package dev.goroutine.internal.base;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A set of Ps that no M has, with a bit for each: Go's {@code sched.pidle} and
 * {@code npidle}. Bits need no nodes, so putting a P back cannot fail for lack of memory.
 */
public final class IdleProcessors {

	public static final int NONE = -1;

	private final AtomicLongArray words;

	/**
	 * Number of words in use; it never shrinks. One word is enough for 64 Ps, and only
	 * the words in use are read.
	 */
	private volatile int used;

	public IdleProcessors(int capacity) {
		this.words = new AtomicLongArray((capacity + 63) / 64);
	}

	/**
	 * Makes room for ids below n. Call it before any of them is put, from one thread at a
	 * time.
	 */
	public void reserve(int n) {
		this.used = Math.max(this.used, (n + 63) / 64);
	}

	public void put(int id) {
		this.words.getAndAccumulate(id >>> 6, bit(id), (word, bit) -> word | bit);
	}

	/**
	 * Takes the P with the lowest id, so that little work stays on few Ps.
	 * @return its id, or {@code NONE}
	 */
	public int take() {
		for (int i = 0; i < this.used; i++) {
			long word = this.words.get(i);
			while (word != 0) {
				long bit = Long.lowestOneBit(word);
				if (this.words.compareAndSet(i, word, word & ~bit)) {
					return (i << 6) + Long.numberOfTrailingZeros(bit);
				}
				word = this.words.get(i);
			}
		}
		return NONE;
	}

	/**
	 * Takes the P with that id.
	 * @return whether it was idle and the caller has it now
	 */
	public boolean remove(int id) {
		return (this.words.getAndAccumulate(id >>> 6, bit(id), (word, bit) -> word & ~bit) & bit(id)) != 0;
	}

	public boolean contains(int id) {
		return (this.words.get(id >>> 6) & bit(id)) != 0;
	}

	public boolean isEmpty() {
		for (int i = 0; i < this.used; i++) {
			if (this.words.get(i) != 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Number of Ps in this or in the other set. A P that moves between them counts once.
	 */
	public int sizeWith(IdleProcessors other) {
		int size = 0;
		for (int i = 0; i < this.used; i++) {
			size += Long.bitCount(this.words.get(i) | other.words.get(i));
		}
		return size;
	}

	private static long bit(int id) {
		return 1L << id;
	}

}
