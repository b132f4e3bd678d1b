package dev.goroutine.internal.sync;

import dev.goroutine.internal.scheduler.Caller;

/**
 * A count, and the waiters for its next zero: the inside of Go's {@code sync.WaitGroup}.
 */
public final class WaitCount extends SpinLock {

	/** The count. Guarded by the lock, as is the queue. */
	private int count;

	/** The number of zeros so far, which is the index of the places that join now. */
	private int zeros;

	private final WaitQueue waiters = new WaitQueue();

	/**
	 * Changes the count, and lets all waiters go on if it comes to zero. The caller must
	 * have looked for room on the stack.
	 * @param n the difference
	 * @throws IllegalStateException if the count would be negative or more than an
	 * {@code int} holds; it is as before then
	 */
	public void add(int n) {
		boolean zero;
		int zeros;
		lock();
		try {
			long count = (long) this.count + n;
			if (count < 0) {
				throw new IllegalStateException(
						"sync: negative WaitGroup counter: " + this.count + " and " + n + " make " + count);
			}
			if (count > Integer.MAX_VALUE) {
				throw new IllegalStateException(
						"sync: WaitGroup counter overflow: " + this.count + " and " + n + " make " + count);
			}
			zero = n < 0 && count == 0;
			this.count = (int) count;
			zeros = zero ? ++this.zeros : this.zeros;
		}
		finally {
			unlock();
		}
		while (zero && releaseOne(zeros)) {
			// There may be more.
		}
	}

	/**
	 * Lets the waiter go on that has waited longest, if it waits for a zero that has
	 * been. There may be many waiters, and to claim them all under the lock would keep it
	 * from other threads for long.
	 * @return whether there may be more
	 */
	private boolean releaseOne(int zeros) {
		lock();
		Sudog first = this.waiters.peek();
		boolean released = first != null && first.index - zeros < 0;
		boolean claimed = false;
		if (first != null && released) {
			this.waiters.remove(first);
			claimed = first.claim();
		}
		unlock();
		if (first != null && claimed) {
			first.waiter.ready();
		}
		return released;
	}

	/**
	 * Waits for a count of zero.
	 * @throws InterruptedException if interrupted before or during the wait
	 */
	public void await() throws InterruptedException {
		Caller.othersMayGoFirst();
		Waiter.checkInterrupted();
		Caller.checkStackRoom();
		Sudog self = null;
		lock();
		try {
			if (this.count > 0) {
				self = new Sudog(new Waiter("sync.WaitGroup.Wait"), this.zeros, null);
				this.waiters.add(self);
			}
		}
		finally {
			unlock();
		}
		if (self == null) {
			Caller.yieldIfPreempted();
			return;
		}
		self.await(this.waiters, this, Long.MAX_VALUE);
	}

	@Override
	public String toString() {
		return Integer.toString(this.count);
	}

}
