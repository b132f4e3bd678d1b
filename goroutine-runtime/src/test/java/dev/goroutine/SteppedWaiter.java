package dev.goroutine;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A virtual thread that waits in a queue, and goes on only when told to, on the thread
 * that tells it. It says what else is so when it is woken.
 */
final class SteppedWaiter {

	static {
		VirtualThreads.open(false);
	}

	private final AtomicReference<@Nullable Runnable> continuation = new AtomicReference<>();

	private final Thread thread;

	private Runnable onWake = () -> {
	};

	/** Returns when it waits. */
	SteppedWaiter(GoBody body) {
		this.thread = VirtualThreads.unstarted(this::ready, "stepped", () -> {
			try {
				body.run();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		this.thread.start();
		step();
	}

	private void ready(Runnable continuation) {
		this.onWake.run();
		this.continuation.set(continuation);
	}

	/** By the thread that wakes it. */
	void onWake(Runnable onWake) {
		this.onWake = onWake;
	}

	/** Whether it is known what has ended its wait. */
	boolean isClaimed() {
		return LockSupport.getBlocker(this.thread) instanceof Waiter waiter && waiter.isClaimed();
	}

	boolean hasEnded() {
		step();
		return !this.thread.isAlive();
	}

	private void step() {
		Runnable ready;
		while ((ready = this.continuation.getAndSet(null)) != null) {
			ready.run();
		}
	}

}
