package dev.goroutine.scheduler;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

/**
 * What the scheduler has to say, each thing once. An M must not log: an appender's lock
 * may be held by a goroutine that needs this very M to go on. So a thread of its own
 * does.
 */
final class Warnings {

	private static final Logger logger = System.getLogger("dev.goroutine.scheduler");

	private final String runtime;

	private final ThreadGroup group;

	private final AtomicBoolean limitReached = new AtomicBoolean();

	private final AtomicBoolean noThread = new AtomicBoolean();

	private final AtomicBoolean stealPolicyFailed = new AtomicBoolean();

	private final AtomicBoolean unexpected = new AtomicBoolean();

	Warnings(String runtime, ThreadGroup group) {
		this.runtime = runtime;
		this.group = group;
	}

	void limitReached(int maxM) {
		if (this.limitReached.compareAndSet(false, true)) {
			warn("all " + maxM + " Ms (max-m) are busy or blocked: goroutines wait until one comes back", null);
		}
	}

	void noThread(Throwable cause) {
		if (this.noThread.compareAndSet(false, true)) {
			warn("no OS thread is to be had for another M: goroutines wait for the Ms there are", cause);
		}
	}

	void stealPolicyFailed(Throwable cause) {
		if (this.stealPolicyFailed.compareAndSet(false, true)) {
			warn("the steal policy failed, that visit was skipped", cause);
		}
	}

	void unexpected(Throwable cause) {
		if (this.unexpected.compareAndSet(false, true)) {
			warn("running a virtual thread failed outside of its body", cause);
		}
	}

	private void warn(String message, @Nullable Throwable cause) {
		Thread thread = new Thread(this.group,
				() -> logger.log(Level.WARNING, "Runtime '" + this.runtime + "': " + message, cause),
				"go-" + this.runtime + "-warning", 0, false);
		thread.setDaemon(true);
		try {
			thread.start();
		}
		catch (OutOfMemoryError ex) {
			// There is no thread for this either.
		}
	}

}
