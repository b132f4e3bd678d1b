package dev.goroutine.internal.scheduler;

import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A thread that does nothing but take up the place beside an M. HotSpot notes which
 * virtual thread an OS thread carries in a table of 32 bytes a thread, in the order in
 * which they start, and Ms write there at every switch. Two Ms that were started one
 * after the other would share a cache line, and a switch would take up to three times as
 * long.
 */
final class Spacer extends Thread {

	/** It never goes deep. The operating system rounds it up to what it needs. */
	private static final long STACK_BYTES = 65_536;

	private volatile boolean ended;

	Spacer(ThreadGroup group, String name) {
		super(group, null, name, STACK_BYTES, false);
		setDaemon(true);
	}

	/**
	 * Starts one.
	 * @return it, or {@code null} if there is no thread to be had: the M matters more
	 */
	static @Nullable Spacer startFor(Machine machine) {
		try {
			Spacer spacer = new Spacer(machine.scheduler.threadGroup,
					"go-" + machine.scheduler.name + "-spacer" + machine.id);
			spacer.start();
			return spacer;
		}
		catch (OutOfMemoryError ex) {
			return null;
		}
	}

	@Override
	public void run() {
		while (!this.ended) {
			LockSupport.park(this);
			Thread.interrupted();
		}
	}

	/** When its M does. */
	void end() {
		this.ended = true;
		LockSupport.unpark(this);
	}

}
