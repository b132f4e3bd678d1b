package dev.goroutine.internal.timer;

import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A clock that moves only when told.
 */
class FakeTime implements TimeSource {

	private volatile long now;

	private volatile @Nullable Thread parked;

	/** Until when the timer thread wants to sleep; only then does it. */
	private volatile long parkedUntil = Long.MIN_VALUE;

	FakeTime(long now) {
		this.now = now;
	}

	@Override
	public long nanoTime() {
		return this.now;
	}

	@Override
	public void parkUntil(long nanoTime) {
		this.parked = Thread.currentThread();
		this.parkedUntil = nanoTime;
		if (nanoTime - this.now > 0) {
			LockSupport.park(this);
		}
		this.parkedUntil = Long.MIN_VALUE;
	}

	synchronized void advance(long nanos) {
		this.now += nanos;
		LockSupport.unpark(this.parked);
	}

	long parkedUntil() {
		return this.parkedUntil;
	}

}
