package dev.goroutine.internal.jdk;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * Threads of the JDK that goroutines depend on and that start when they are first needed.
 * Were that by a goroutine, the threads would take after it for good: virtual ones by its
 * scheduler, OS threads, to Linux, by the nice value of its M, which may be demoted. So
 * they start now:
 * <ul>
 * <li>the pollers for socket I/O, as OS threads ({@link Pollers});</li>
 * <li>those that end the timed waits of virtual threads with a scheduler of their
 * own;</li>
 * <li>the one that ends those of {@code CompletableFuture};</li>
 * <li>the one that frees what was allocated outside of the heap.</li>
 * </ul>
 * The one that wakes who waits for a monitor starts with the first virtual thread, so it
 * is there. What JDK 25 starts for a while only, when there is work for it, cannot be
 * there before: workers of pools, and those that wait for processes to end.
 */
final class JdkThreads {

	private static final System.Logger logger = System.getLogger(JdkThreads.class.getName());

	private JdkThreads() {
	}

	/**
	 * Starts them.
	 * @throws ReflectiveOperationException if this is not the JDK that we know
	 */
	static void start() throws ReflectiveOperationException {
		Class<?> type = Class.forName("java.lang.VirtualThread$DelayedTaskSchedulers");
		MethodHandle unparkers = VirtualThreads.lookupIn(type)
			.findStaticGetter(type, "INSTANCE", ScheduledExecutorService[].class);
		Pollers pollers = new Pollers();
		FreshStack.run("go-jdk-threads", () -> startAll(pollers, unparkers));
	}

	/** On a thread that has no scheduler to give. */
	private static void startAll(Pollers pollers, MethodHandle unparkers) {
		List<Step> steps = List.of(pollers::start, () -> {
			for (ScheduledExecutorService unparker : (ScheduledExecutorService[]) unparkers.invokeExact()) {
				((ThreadPoolExecutor) unparker).prestartAllCoreThreads();
			}
		}, () -> Class.forName("jdk.internal.ref.CleanerFactory"),
				// Never shut down, so that starting the thread is all it does.
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
