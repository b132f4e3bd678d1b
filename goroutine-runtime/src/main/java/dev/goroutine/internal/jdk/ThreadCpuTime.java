package dev.goroutine.internal.jdk;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * How much of the CPU threads have used.
 */
public final class ThreadCpuTime {

	private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

	private static final boolean KNOWN = THREADS.isThreadCpuTimeSupported() && THREADS.isThreadCpuTimeEnabled();

	private ThreadCpuTime() {
	}

	/**
	 * Loads what is needed here, so that sysmon does not have to wait for a class that a
	 * goroutine is loading.
	 */
	public static void prepare() {
		of(Thread.currentThread(), 0);
		ofCurrent();
	}

	/**
	 * The CPU time of a platform thread, as if it used the CPU all the time where that is
	 * not known.
	 * @param thread the thread
	 * @param now the time, in nanoseconds
	 * @return nanoseconds, to be compared with others of the same thread; -1 if it has
	 * ended
	 */
	public static long of(Thread thread, long now) {
		return KNOWN ? THREADS.getThreadCpuTime(thread.threadId()) : now;
	}

	/**
	 * The CPU time of the calling platform thread, as if it used the CPU all the time
	 * where that is not known. Takes a fraction of a microsecond.
	 * @return nanoseconds, to be compared with others of the same thread
	 */
	public static long ofCurrent() {
		return KNOWN ? THREADS.getCurrentThreadCpuTime() : System.nanoTime();
	}

}
