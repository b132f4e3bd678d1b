package dev.goroutine.benchmarks.work;

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;

/**
 * What this process has used of the machine's cores.
 */
final class CpuTime {

	private static final OperatingSystemMXBean os = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private CpuTime() {
	}

	/**
	 * The CPU time of all its threads since its start.
	 * @return in nanoseconds, in steps of whatever the system counts in
	 */
	static long nanos() {
		long nanos = os.getProcessCpuTime();
		if (nanos < 0) {
			throw new IllegalStateException("This JVM does not know its CPU time");
		}
		return nanos;
	}

}
