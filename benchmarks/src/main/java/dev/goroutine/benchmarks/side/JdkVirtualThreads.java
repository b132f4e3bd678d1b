package dev.goroutine.benchmarks.side;

import java.time.Duration;
import java.util.regex.Pattern;

import dev.goroutine.benchmarks.harness.Body;
import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Work;

/**
 * The JDK's side: virtual threads on its own scheduler.
 */
public final class JdkVirtualThreads implements Side {

	private static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

	@Override
	public String name() {
		return "JDK";
	}

	@Override
	public Contender open(Work work, int size, int processors) {
		// Too late to set: it belongs to the JVM, and so to whoever started it.
		if (!Integer.toString(processors).equals(System.getProperty(PARALLELISM))) {
			throw new IllegalStateException("This JVM needs -D" + PARALLELISM + "=" + processors);
		}
		return new ThreadsContender(threads(), work, size, Disturbance.NONE);
	}

	/**
	 * Virtual threads of this JVM.
	 * @return the threads
	 */
	public static Threads threads() {
		return new Started();
	}

	private record Started() implements Threads {

		/** Where the JDK's scheduler and its timers say that in 25. */
		private static final Pattern OS_THREADS = Pattern.compile("ForkJoinPool-1-worker-.*|VirtualThread-unparker.*");

		@Override
		public void start(Body body) {
			Thread.startVirtualThread(body);
		}

		@Override
		public void gosched() {
			Thread.yield();
		}

		@Override
		public void sleep(Duration duration) throws InterruptedException {
			Thread.sleep(duration);
		}

		@Override
		public boolean owns(Thread thread) {
			return OS_THREADS.matcher(thread.getName()).matches();
		}

		@Override
		public void close() {
			// The JDK's scheduler ends with the JVM.
		}

	}

}
