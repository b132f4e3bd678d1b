package dev.goroutine.internal.jdk;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The CPU time that platform threads have used. All methods may be called from any
 * thread.
 */
public final class ThreadCpuTime {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final boolean KNOWN = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

	private ThreadCpuTime() {
	}

	/**
	 * Loads the classes that this class needs. Otherwise sysmon might have to wait for a
	 * class that a goroutine is loading.
	 */
	public static void prepare() {
		of(Thread.currentThread(), 0);
		ofCurrent();
	}

	/**
	 * The CPU time of a platform thread. Where the JVM does not tell it, the thread
	 * counts as using the CPU all the time.
	 * @param thread the thread
	 * @param now the current time in nanoseconds, which is returned where the CPU time is
	 * not known
	 * @return nanoseconds, to be compared only with other values of the same thread; -1
	 * if it has ended
	 */
	public static long of(Thread thread, long now) {
		return KNOWN ? THREADS.getThreadCpuTime(thread.threadId()) : now;
	}

	/**
	 * The CPU time of the calling platform thread. Where the JVM does not tell it, the
	 * thread counts as using the CPU all the time. The call takes a fraction of a
	 * microsecond.
	 * @return nanoseconds, to be compared only with other values of the same thread
	 */
	public static long ofCurrent() {
		return KNOWN ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
	}

}
