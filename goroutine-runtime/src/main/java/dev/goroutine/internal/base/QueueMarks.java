package dev.goroutine.internal.base;

/**
 * Tells since when the head of a first in, first out queue waits. It goes by how many
 * entries the queue has been given and has given away, so that no thread has to note a
 * time for each entry.
 * <p>
 * A mark says how many entries had come at some moment. As long as fewer have gone, one
 * of the entries of that moment is still there. Marks that are passed are dropped; the
 * oldest mark that is left tells the age. If there are too many marks, every second mark
 * goes and new marks are set half as often: the age is told the more coarsely, but never
 * too high. Belongs to one thread.
 */
public final class QueueMarks {

	/** With so many marks, the age is good to a sixteenth of itself. */
	private static final int MARKS = 32;

	private final long[] times = new long[MARKS];

	private final long[] tails = new long[MARKS];

	private int count;

	/** The shortest time between two marks. */
	private long spacing;

	/**
	 * Looks at the queue.
	 * @param now the time; never less than at the look before
	 * @param head the number of entries that have gone
	 * @param tail the number of entries that have come, read after the head
	 * @return a time at which the head was already there, now if there was none
	 */
	public long look(long now, long head, long tail) {
		dropPassed(head);
		if (this.count == 0) {
			this.spacing = 0;
			if (tail > head) {
				mark(now, tail);
			}
		}
		else if (tail != this.tails[this.count - 1] && now - this.times[this.count - 1] >= this.spacing) {
			mark(now, tail);
		}
		return (this.count > 0) ? this.times[0] : now;
	}

	private void mark(long now, long tail) {
		if (this.count == MARKS) {
			dropEverySecond();
		}
		this.times[this.count] = now;
		this.tails[this.count] = tail;
		this.count++;
	}

	private void dropPassed(long head) {
		int passed = 0;
		while (passed < this.count && this.tails[passed] <= head) {
			passed++;
		}
		if (passed > 0) {
			this.count -= passed;
			System.arraycopy(this.times, passed, this.times, 0, this.count);
			System.arraycopy(this.tails, passed, this.tails, 0, this.count);
		}
	}

	private void dropEverySecond() {
		this.spacing = (this.times[MARKS - 1] - this.times[0]) / (MARKS / 2);
		this.count = MARKS / 2;
		for (int i = 1; i < this.count; i++) {
			this.times[i] = this.times[2 * i];
			this.tails[i] = this.tails[2 * i];
		}
	}

}
