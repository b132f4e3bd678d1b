package dev.goroutine.stress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What was measured each minute of a soak, and whether anything has grown: the last
 * quarter is held against the second, the first being warm-up.
 */
final class SoakTable {

	/** Medians of heap after GC may differ by so much. */
	static final double HEAP_TOLERANCE = 0.05;

	/** And by so much besides: a JVM loads and compiles now and then. */
	static final long HEAP_TOLERANCE_BYTES = 512 * 1024;

	/** The JDK has threads of its own that come and go. */
	static final int THREAD_TOLERANCE = 2;

	private static final String HEADER = String.format("%6s %12s %12s %10s %12s %12s %8s %8s", "minute", "created",
			"completed", "failed", "heap KiB", "resident KiB", "threads", "peak");

	private final List<Minute> minutes = new ArrayList<>();

	/**
	 * Adds a minute.
	 * @return its row, with the header above if it is the first
	 */
	String add(Minute minute) {
		this.minutes.add(minute);
		return (this.minutes.size() == 1) ? HEADER + "\n" + minute : minute.toString();
	}

	/** Writes all of it, so that a soak that fails leaves what it has. */
	void writeTo(Path file) throws IOException {
		List<String> lines = new ArrayList<>(List.of(HEADER));
		this.minutes.forEach((minute) -> lines.add(minute.toString()));
		Files.write(file, lines);
	}

	/**
	 * What has grown.
	 * @return a sentence for each, none if there are too few minutes to say
	 */
	List<String> growth() {
		List<String> growth = new ArrayList<>();
		int quarter = this.minutes.size() / 4;
		if (quarter > 0) {
			List<Minute> second = this.minutes.subList(quarter, 2 * quarter);
			List<Minute> last = this.minutes.subList(this.minutes.size() - quarter, this.minutes.size());
			long heapBefore = median(second, Minute::heap);
			long heap = median(last, Minute::heap);
			if (heap > heapBefore * (1 + HEAP_TOLERANCE) + HEAP_TOLERANCE_BYTES) {
				growth.add("heap after GC has grown from " + heapBefore + " to " + heap + " bytes");
			}
			long threadsBefore = median(second, Minute::threads);
			long threads = median(last, Minute::threads);
			if (threads > threadsBefore + THREAD_TOLERANCE) {
				growth.add("threads have grown from " + threadsBefore + " to " + threads);
			}
		}
		return growth;
	}

	private static long median(List<Minute> minutes, ToLongFunction<Minute> value) {
		long[] values = minutes.stream().mapToLong(value).toArray();
		Arrays.sort(values);
		return values[values.length / 2];
	}

	/**
	 * A minute, measured at rest after it.
	 *
	 * @param number from 1
	 * @param created goroutines, since the beginning
	 * @param completed of these
	 * @param failed of these
	 * @param heap bytes after GC
	 * @param resident memory of the process as the operating system sees it, in bytes, 0
	 * if unknown
	 * @param threads platform threads, once idle Ms have ended
	 * @param peak platform threads at most during the minute
	 */
	record Minute(int number, long created, long completed, long failed, long heap, long resident, int threads,
			int peak) {

		@Override
		public String toString() {
			return String.format("%6d %12d %12d %10d %12d %12d %8d %8d", this.number, this.created, this.completed,
					this.failed, this.heap / 1024, this.resident / 1024, this.threads, this.peak);
		}

	}

}
