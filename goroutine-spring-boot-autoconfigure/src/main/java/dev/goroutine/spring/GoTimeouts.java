package dev.goroutine.spring;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * Ends calls whose time is up. It does so on the JDK's common pool, off our own Ps, so
 * that a runtime which is kept busy cannot delay it.
 */
final class GoTimeouts {

	static {
		startTimerThread();
	}

	private GoTimeouts() {
	}

	static ScheduledFuture<?> schedule(Runnable action, Duration timeout) {
		return ForkJoinPool.commonPool().schedule(action, timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * The pool's timer thread stays for ever, and keeps the context class loader of
	 * whoever needs it first: that must not be an application which is to be unloaded.
	 */
	private static void startTimerThread() {
		Thread current = Thread.currentThread();
		ClassLoader contextClassLoader = current.getContextClassLoader();
		current.setContextClassLoader(ClassLoader.getSystemClassLoader());
		try {
			schedule(() -> {
			}, Duration.ZERO);
		}
		finally {
			current.setContextClassLoader(contextClassLoader);
		}
	}

}
