package dev.goroutine.internal.scheduler;

import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * A thread that does nothing but take up the place beside an M. HotSpot has a table of
 * the virtual threads that OS threads carry, with 32 bytes a thread, in the order in
 * which the threads start. Ms write there at every switch. Two Ms that were started one
 * after the other would share a cache line, and a switch would take up to three times as
 * long.
 */
final class Spacer extends Thread {

	/**
	 * The stack never gets deep. The operating system rounds this up to what it needs.
	 */
	private static final long STACK_BYTES = 65_536;

	private volatile boolean ended;

	Spacer(ThreadGroup group, String name) {
		super(group, null, name, STACK_BYTES, false);
		setDaemon(true);
	}

	/**
	 * Starts a spacer.
	 * @return the spacer, or {@code null} if no thread can be had: the M matters more
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

	/** Ends this thread. Called when its M ends. */
	void end() {
		this.ended = true;
		LockSupport.unpark(this);
	}

}
