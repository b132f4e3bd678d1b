package dev.goroutine.timer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

/**
 * Timers by a clock that stands still until it is moved on to the next timer. It has no
 * thread: who moves the clock fires the timers. Time is good to a nanosecond.
 */
public final class SteppedTimerQueue extends TimerQueue {

	/** Where Go's fake clock begins. */
	private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

	/** Guarded by this, as is the time: others may cancel. */
	private final PriorityQueue<Timer> pending = new PriorityQueue<>(Comparator.comparingLong((timer) -> timer.tick));

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
		this.pending.remove(timer);
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
	 * Moves the clock to the next timer and fires all that are due then.
	 * @return whether there was one
	 */
	public boolean step() {
		List<Timer> due = takeNext();
		if (due == null) {
			return false;
		}
		Collections.shuffle(due, this.random);
		for (Timer timer : due) {
			if (timer.tryFire()) {
				timer.fire();
			}
		}
		return true;
	}

	private synchronized @Nullable List<Timer> takeNext() {
		Timer first = this.pending.peek();
		if (first == null || first.tick == Long.MAX_VALUE) {
			return null;
		}
		this.now = first.tick;
		List<Timer> due = new ArrayList<>();
		while ((first = this.pending.peek()) != null && first.tick == this.now) {
			due.add(this.pending.remove());
		}
		return due;
	}

}
