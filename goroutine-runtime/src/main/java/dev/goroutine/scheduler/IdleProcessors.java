package dev.goroutine.scheduler;

import java.util.concurrent.atomic.AtomicLongArray;

import org.jspecify.annotations.Nullable;

/**
 * The Ps that no M has: a bit for each, Go's {@code sched.pidle} and {@code npidle}. Bits
 * need no nodes, so putting a P back cannot fail for lack of memory.
 */
final class IdleProcessors {

	private final Processor[] processors;

	private final AtomicLongArray words;

	/** All are idle at first. */
	IdleProcessors(Processor[] processors) {
		this.processors = processors;
		this.words = new AtomicLongArray((processors.length + 63) / 64);
		for (Processor processor : processors) {
			put(processor);
		}
	}

	void put(Processor processor) {
		this.words.getAndAccumulate(processor.id >>> 6, bit(processor), (word, bit) -> word | bit);
	}

	/**
	 * Takes the P with the lowest id, so that little work stays on few Ps.
	 */
	@Nullable Processor take() {
		for (int i = 0; i < this.words.length(); i++) {
			long word = this.words.get(i);
			while (word != 0) {
				long bit = Long.lowestOneBit(word);
				if (this.words.compareAndSet(i, word, word & ~bit)) {
					return this.processors[(i << 6) + Long.numberOfTrailingZeros(bit)];
				}
				word = this.words.get(i);
			}
		}
		return null;
	}

	boolean contains(Processor processor) {
		return (this.words.get(processor.id >>> 6) & bit(processor)) != 0;
	}

	boolean isEmpty() {
		for (int i = 0; i < this.words.length(); i++) {
			if (this.words.get(i) != 0) {
				return false;
			}
		}
		return true;
	}

	int size() {
		int size = 0;
		for (int i = 0; i < this.words.length(); i++) {
			size += Long.bitCount(this.words.get(i));
		}
		return size;
	}

	private static long bit(Processor processor) {
		return 1L << processor.id;
	}

}
