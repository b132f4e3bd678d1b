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
 * A timer queue whose clock stands still until {@link #advance} moves it to the next
 * timer. It has no thread. The thread that moves the clock also fires the due timers, one
 * at a time by {@link #fireOne}, so that goroutines can run between two timers of the
 * same moment. The clock is exact to a nanosecond.
 */
public final class SteppedTimerQueue extends TimerQueue {

	/** The time at which the clock begins, the same as that of Go's fake clock. */
	private static final Instant ORIGIN = Instant.parse("2000-01-01T00:00:00Z");

	/**
	 * Timers whose time has not come. Guarded by {@code this}, as is the time, because
	 * any thread may cancel a timer.
	 */
	private final PriorityQueue<Timer> pending = new PriorityQueue<>(Comparator.comparingLong((timer) -> timer.tick));

	/** Timers of the current moment that have not fired yet. Guarded by {@code this}. */
	private final List<Timer> due = new ArrayList<>();

	private final RandomGenerator random;

	private long now;

	/**
	 * Creates a queue whose clock stands at midnight UTC of 2000-01-01.
	 * @param random decides the order of timers that are due at the same time
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
	 * Moves the clock to the next timer. All timers of that moment are due then. Must be
	 * called only while no timer is due.
	 * @return whether there was a next timer; a timer that is set for ever does not count
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
	 * The number of timers of the current moment that have not fired yet.
	 * @return the number
	 */
	public synchronized int due() {
		return this.due.size();
	}

	/**
	 * Fires one of the due timers, chosen at random. A timer that works in parts does its
	 * next part. Nothing happens if no timer is due.
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
