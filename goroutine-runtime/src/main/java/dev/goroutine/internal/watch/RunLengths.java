package dev.goroutine.internal.watch;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

import dev.goroutine.internal.base.LatencyHistogram;

/**
 * The CPU time that runs have taken of late, from a goroutine's start or wake-up to where
 * it parks, yields or ends. It tells a hog from ordinary work: a run that is long here
 * may be usual elsewhere.
 * <p>
 * CPU time is the measure, not elapsed time: on a busy machine the elapsed time of a run
 * includes that of others, and a rule that follows it would forgive the more the busier
 * the machine is. Each M records one run per millisecond at most. Every ten seconds half
 * of the counts go, so that the start of an application, with cold code, is forgotten.
 */
final class RunLengths {

	/** The share of runs that counts as usual. */
	private static final double USUAL = 0.9;

	/** With fewer runs nothing is known. */
	static final int MIN_COUNT = 20;

	/** The time after which half of the counts go. */
	static final long HALF_LIFE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final AtomicLongArray counts = new AtomicLongArray(LatencyHistogram.BUCKETS);

	/** When half of the counts last went. Only sysmon uses it. */
	private long halvedAt;

	RunLengths(long now) {
		this.halvedAt = now;
	}

	/** Records the CPU time of a run. Called by Ms. */
	void record(long nanos) {
		this.counts.incrementAndGet(LatencyHistogram.bucket(nanos));
	}

	/** Forgets half of what was recorded, if it is time. Called by sysmon. */
	void age(long now) {
		if (now - this.halvedAt < HALF_LIFE_NANOS) {
			return;
		}
		this.halvedAt = now;
		for (int i = 0; i < this.counts.length(); i++) {
			this.counts.addAndGet(i, -(this.counts.get(i) / 2));
		}
	}

	/**
	 * The CPU time that nine of ten runs do not exceed.
	 * @return nanoseconds, an eighth too many at most; -1 if too few runs were measured
	 */
	long usual() {
		long total = 0;
		for (int i = 0; i < this.counts.length(); i++) {
			total += this.counts.get(i);
		}
		if (total < MIN_COUNT) {
			return -1;
		}
		long below = 0;
		int bucket = 0;
		while (bucket < this.counts.length() - 1 && (below += this.counts.get(bucket)) < USUAL * total) {
			bucket++;
		}
		return LatencyHistogram.lowerBound(bucket + 1);
	}

}
