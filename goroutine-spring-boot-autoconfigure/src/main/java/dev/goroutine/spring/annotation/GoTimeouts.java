package dev.goroutine.spring.annotation;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Ends calls whose time is up. It has OS threads of its own, so that neither goroutines
 * nor work that keeps the JDK's scheduler or timers busy can delay it. One thread keeps
 * the time and runs nothing of the application's. Each late call is ended on another
 * thread, since callbacks of the application run there and may take their time.
 */
final class GoTimeouts {

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1,
			threads("goroutine-timeouts-"));

	private final Executor enders = new ThreadPoolExecutor(0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS,
			new SynchronousQueue<>(), threads("goroutine-timeout-"));

	GoTimeouts() {
		this.timer.setRemoveOnCancelPolicy(true);
	}

	/**
	 * Starts the thread ahead of the first call. A goroutine that makes that call may be
	 * background work, and the thread would inherit its nice value.
	 */
	void start() {
		this.timer.prestartAllCoreThreads();
	}

	private static ThreadFactory threads(String prefix) {
		return Thread.ofPlatform().daemon().inheritInheritableThreadLocals(false).name(prefix, 1).factory();
	}

	/**
	 * Starts a timer.
	 * @param action what to do when the time is up, with the context class loader of the
	 * caller
	 * @return the timer, to cancel it
	 * @throws java.util.concurrent.RejectedExecutionException after {@link #close()}
	 */
	Future<?> schedule(Runnable action, Duration timeout) {
		ClassLoader contextClassLoader = Thread.currentThread().getContextClassLoader();
		return this.timer.schedule(() -> timeIsUp(() -> run(action, contextClassLoader)),
				TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
	}

	private void timeIsUp(Runnable end) {
		try {
			this.enders.execute(end);
		}
		catch (OutOfMemoryError ex) {
			// No thread can be started.
			end.run();
		}
	}

	private static void run(Runnable action, ClassLoader contextClassLoader) {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		thread.setContextClassLoader(contextClassLoader);
		try {
			action.run();
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	/** Returns the number of pending timers. */
	int size() {
		return this.timer.getQueue().size();
	}

	/** Takes no more timers. Pending timers still end their calls. */
	void close() {
		this.timer.shutdown();
	}

}
