package dev.goroutine.internal.sync;

/**
 * A limit for the number of goroutines of a group, and the waiters for a free place: the
 * semaphore of Go's {@code errgroup}. The callers of all methods must have looked for
 * room on the stack.
 */
public final class Limit extends SpinLock {

	private static final int NONE = -1;

	/** The highest number of goroutines, {@link #NONE} without a limit. */
	private int limit = NONE;

	/** The number of goroutines that count for the limit. */
	private int active;

	private final WaitQueue waiters = new WaitQueue();

	/**
	 * Sets the limit, unless there are active goroutines.
	 * @param n the limit; a negative number removes it, which is possible at any time
	 * @return the number of active goroutines that prevent it, 0 if the limit is set
	 */
	public int set(int n) {
		if (n < 0) {
			remove();
			return 0;
		}
		lock();
		int active = this.active;
		if (active == 0) {
			this.limit = n;
		}
		unlock();
		return active;
	}

	private void remove() {
		lock();
		this.limit = NONE;
		unlock();
		while (admitOne()) {
			// There may be more.
		}
	}

	/**
	 * Lets the waiter go on that has waited longest. Returns whether there was a waiter.
	 */
	private boolean admitOne() {
		lock();
		Sudog first = (this.limit == NONE) ? this.waiters.poll() : null;
		boolean claimed = first != null && first.claim();
		if (claimed) {
			this.active++;
		}
		unlock();
		if (first != null && claimed) {
			first.waiter.ready();
		}
		return first != null;
	}

	/**
	 * Takes a place if one is free.
	 * @return whether it has taken one
	 */
	public boolean tryAcquire() {
		lock();
		boolean free = isFree();
		if (free) {
			this.active++;
		}
		unlock();
		return free;
	}

	/**
	 * Takes a place, and waits until one is free.
	 * @throws InterruptedException if interrupted before or during the wait; no place is
	 * taken then
	 */
	public void acquire() throws InterruptedException {
		Waiter.checkInterrupted();
		Sudog self = null;
		lock();
		try {
			if (isFree()) {
				this.active++;
			}
			else {
				self = new Sudog(new Waiter("chan send"), 0, null);
				this.waiters.add(self);
			}
		}
		finally {
			unlock();
		}
		if (self != null) {
			self.await(this.waiters, this, Long.MAX_VALUE);
		}
	}

	private boolean isFree() {
		return this.limit == NONE || this.active < this.limit;
	}

	/** Gives a place back, to the waiter that has waited longest if there is one. */
	public void release() {
		Sudog heir = null;
		lock();
		Sudog first;
		while (heir == null && (first = this.waiters.poll()) != null) {
			heir = first.claim() ? first : null;
		}
		if (heir == null) {
			this.active--;
		}
		unlock();
		if (heir != null) {
			heir.waiter.ready();
		}
	}

}
