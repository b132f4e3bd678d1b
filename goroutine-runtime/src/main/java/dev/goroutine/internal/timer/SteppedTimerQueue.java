package dev.goroutine.internal.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * Timers by a clock that stands still until it is moved on to the next timer. It has no
 * thread: who moves the clock fires the timers, one at a time, so that others can run
 * between two of the same moment. Time is good to a nanosecond.
 */
public final class SteppedTimerQueue extends TimerQueue {

	/** Where Go's fake clock begins. */
	private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

	/** Guarded by this, as is the time: others may cancel. */
	private final PriorityQueue<Timer> pending = new PriorityQueue<>(Comparator.comparingLong((timer) -> timer.tick));

	/** Those of this moment that have not fired yet; guarded by this. */
	private final List<Timer> due = new ArrayList<>();

	private final RandomGenerator random;

	private long now;

	/**
	 * With the clock at midnight UTC of 2000-01-01.
	 * @param random for the order of timers that are due at the same time
	 */
	public SteppedTimerQueue(RandomGenerator random) {
		this.random = random;
	}

	@Override
	public synchronized void schedule(Timer timer, long nanos) {
		long deadline = this.now + nanos;
		timer.schedule((deadline < 0) ? Long.MAX_VALUE : deadline);
		this.pending.add(timer);
	}

	@Override
	public synchronized boolean cancel(Timer timer) {
		if (!timer.tryCancel()) {
			return false;
		}
		timer.clear();
		// By identity, since timers have no other equality.
		if (!this.pending.remove(timer)) {
			this.due.remove(timer);
		}
		return true;
	}

	@Override
	public synchronized long nanoTime() {
		return this.now;
	}

	@Override
	public Instant now() {
		return ORIGIN.plus(Duration.ofNanos(nanoTime()));
	}

	/**
	 * Moves the clock to the next timer, which is then due, as are all of that moment. To
	 * be called when none are.
	 * @return whether there was one
	 */
	public synchronized boolean advance() {
		Timer first = this.pending.peek();
		if (first == null || first.tick == Long.MAX_VALUE) {
			return false;
		}
		this.now = first.tick;
		while ((first = this.pending.peek()) != null && first.tick == this.now) {
			this.due.add(this.pending.remove());
		}
		return true;
	}

	/**
	 * How many timers of this moment have not fired yet.
	 * @return the number
	 */
	public synchronized int due() {
		return this.due.size();
	}

	/**
	 * Fires one of those that are due, or has one do the next part of what it has to.
	 * Nothing happens if none are.
	 */
	public void fireOne() {
		Timer timer = takeDue();
		if (timer != null && (timer.tryFire() || !timer.isCancelled())) {
			timer.fire();
			if (timer.left() != Timer.Left.NOTHING) {
				addDue(timer);
			}
		}
	}

	private synchronized @Nullable Timer takeDue() {
		int size = this.due.size();
		if (size == 0) {
			return null;
		}
		int chosen = this.random.nextInt(size);
		Timer last = this.due.removeLast();
		return (chosen == size - 1) ? last : this.due.set(chosen, last);
	}

	private synchronized void addDue(Timer timer) {
		this.due.add(timer);
	}

}
