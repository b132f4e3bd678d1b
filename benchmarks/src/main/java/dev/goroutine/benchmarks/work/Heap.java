package dev.goroutine.benchmarks.work;

import java.lang.management.ManagementFactory;

/**
 * The Java heap.
 */
final class Heap {

	private Heap() {
	}

	static long usedAfterGc() {
		// Twice: the first one may leave what only then becomes garbage, such as what a
		// reference handler still held.
		System.gc();
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

}
