package dev.goroutine.stress;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock and a monitor, and what shows whether they exclude.
 */
final class Guard {

	final ReentrantLock lock = new ReentrantLock();

	final Object monitor = new Object();

	private int insideLock;

	private int insideMonitor;

	/** With the lock held. */
	boolean enterLock() {
		return this.insideLock++ == 0;
	}

	boolean leaveLock() {
		return --this.insideLock == 0;
	}

	/** With the monitor held. */
	boolean enterMonitor() {
		return this.insideMonitor++ == 0;
	}

	boolean leaveMonitor() {
		return --this.insideMonitor == 0;
	}

}
