package dev.goroutine;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that runs only when told to, on the thread that tells it: so that it
 * waits at a channel when the race begins, and takes none of the CPUs of those who race
 * for it.
 */
final class SteppedThread implements Executor {

	/** Beyond that nobody is going to ready it. */
	private static final long PATIENCE_NANOS = 2_000_000_000;

	static {
		VirtualThreads.open(false);
	}

	private final AtomicReference<@Nullable Runnable> continuation = new AtomicReference<>();

	private final Thread thread;

	/** Starts it, and returns when it has parked or ended. */
	SteppedThread(Body body) {
		this.thread = VirtualThreads.unstarted(this, "stepped", () -> {
			try {
				body.run();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("A body has to expect that", ex);
			}
		});
		this.thread.start();
		step();
	}

	@Override
	public void execute(Runnable continuation) {
		this.continuation.set(continuation);
	}

	/** Runs it until it parks or ends, if it is ready to run. */
	void step() {
		Runnable ready;
		while ((ready = this.continuation.getAndSet(null)) != null) {
			ready.run();
		}
	}

	/** Runs it to its end, unless that does not come. */
	void finish() {
		long deadline = System.nanoTime() + PATIENCE_NANOS;
		do {
			step();
			// It may be taking a nap on its way to a lock.
			Thread.onSpinWait();
		}
		while (this.thread.isAlive() && waiter() == null && System.nanoTime() - deadline < 0);
	}

	void interrupt() {
		this.thread.interrupt();
	}

	/** What the alarm of its waiter does, for timeouts too long to wait for. */
	void timeOut() {
		Waiter waiter = waiter();
		if (waiter != null && waiter.claim(Waiter.TIMEOUT)) {
			waiter.ready();
		}
	}

	/** What it is parked for, if that is a waiter. */
	private @Nullable Waiter waiter() {
		return (LockSupport.getBlocker(this.thread) instanceof Waiter waiter) ? waiter : null;
	}

	/** What it runs. */
	interface Body {

		void run() throws InterruptedException;

	}

}
