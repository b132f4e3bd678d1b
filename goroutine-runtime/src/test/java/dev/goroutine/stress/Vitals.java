package dev.goroutine.stress;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What this JVM uses.
 */
final class Vitals {

	private Vitals() {
	}

	/** Bytes that are reachable, a little more at worst. */
	static long heapAfterGc() {
		// The second finds what the first has made unreachable by clearing references.
		System.gc();
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	/** Platform threads that are alive. */
	static int threads() {
		return ManagementFactory.getThreadMXBean().getThreadCount();
	}

	/** At most since the last call. */
	static int peakThreads() {
		int peak = ManagementFactory.getThreadMXBean().getPeakThreadCount();
		ManagementFactory.getThreadMXBean().resetPeakThreadCount();
		return peak;
	}

	/** Bytes of memory as Linux counts them, 0 elsewhere. */
	static long resident() {
		Path status = Path.of("/proc/self/status");
		if (!Files.exists(status)) {
			return 0;
		}
		try {
			return Files.readAllLines(status)
				.stream()
				.filter((line) -> line.startsWith("VmRSS:"))
				.mapToLong((line) -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
				.sum();
		}
		catch (IOException ex) {
			return 0;
		}
	}

}
