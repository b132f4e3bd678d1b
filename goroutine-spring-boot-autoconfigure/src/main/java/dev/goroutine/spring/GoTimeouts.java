package dev.goroutine.spring;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends calls whose time is up. It does so on virtual threads of the JDK, off our own Ps,
 * so that a runtime which is kept busy cannot delay it. The timer is that of
 * {@link CompletableFuture}, which needs no worker of the common pool: these may be busy
 * too. A thread for each, since callbacks of the application run on it, which may take
 * their time.
 */
final class GoTimeouts {

	static {
		startTimerThread();
	}

	private GoTimeouts() {
	}

	/**
	 * Starts a timer.
	 * @return to cancel it
	 */
	static Future<?> schedule(Runnable action, Duration timeout) {
		CompletableFuture<Void> timer = new CompletableFuture<>();
		timer.thenRunAsync(action, Thread::startVirtualThread);
		return timer.completeOnTimeout(null, TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
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
