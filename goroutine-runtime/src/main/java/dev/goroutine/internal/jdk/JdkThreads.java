package dev.goroutine.internal.jdk;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Starts threads of the JDK that goroutines depend on, before the first goroutine. By
 * default the JDK starts each of them when it is first needed. If a goroutine needed one
 * first, the thread would inherit from it for good: a virtual thread the scheduler of the
 * goroutine, an OS thread on Linux the nice value of its M, which may be demoted. The
 * threads are:
 * <ul>
 * <li>the pollers for socket I/O, as OS threads ({@link Pollers});</li>
 * <li>the threads that end the timed waits of virtual threads with a scheduler of their
 * own;</li>
 * <li>the thread that ends the timed waits of {@code CompletableFuture};</li>
 * <li>the cleaner thread, which frees memory outside of the heap.</li>
 * </ul>
 * The thread that wakes virtual threads which wait for a monitor is there already, since
 * it starts with the first virtual thread. Some threads cannot be started ahead, because
 * JDK 25 starts them only while there is work for them: workers of pools, and the threads
 * that wait for processes to end.
 */
final class JdkThreads {

	private static final System.Logger logger = System.getLogger(JdkThreads.class.getName());

	private JdkThreads() {
	}

	/**
	 * Starts all of these threads, and waits until they are started.
	 * @throws ReflectiveOperationException if this is not the JDK that we know
	 */
	static void start() throws ReflectiveOperationException {
		Class<?> type = Class.forName("java.lang.VirtualThread$DelayedTaskSchedulers");
		MethodHandle unparkers = VirtualThreads.lookupIn(type)
			.findStaticGetter(type, "INSTANCE", ScheduledExecutorService[].class);
		Pollers pollers = new Pollers();
		FreshStack.run("go-jdk-threads", () -> startAll(pollers, unparkers));
	}

	/** Runs on a platform thread, from which the new threads inherit no scheduler. */
	private static void startAll(Pollers pollers, MethodHandle unparkers) {
		List<Step> steps = List.of(pollers::start, () -> {
			for (ScheduledExecutorService unparker : (ScheduledExecutorService[]) unparkers.invokeExact()) {
				((ThreadPoolExecutor) unparker).prestartAllCoreThreads();
			}
		}, () -> Class.forName("jdk.internal.ref.CleanerFactory"),
				// The common pool is never shut down, so this call only starts the
				// thread.
				ForkJoinPool.commonPool()::cancelDelayedTasksOnShutdown);
		for (Step step : steps) {
			try {
				step.run();
			}
			catch (Throwable ex) {
				logger.log(Level.WARNING, "A thread of the JDK cannot be started ahead of the first goroutine", ex);
			}
		}
	}

	@FunctionalInterface
	private interface Step {

		void run() throws Throwable;

	}

}
