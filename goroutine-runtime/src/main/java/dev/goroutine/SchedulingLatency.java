package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.goroutine.internal.base.LatencyHistogram;

/**
 * How long goroutines were ready before they ran: Go's {@code /sched/latencies:seconds}.
 * One goroutine in 32 is timed. The counts begin with the creation of the runtime, so the
 * counts between two moments are the difference of two instances.
 *
 * @param count the number of goroutines timed
 * @param total the sum of their times
 * @param buckets the numbers of goroutines by time, shortest first, without empty
 * buckets; each bucket is an eighth of a power of two wide
 */
public record SchedulingLatency(long count, Duration total, List<Bucket> buckets) {

	/** Copies the list. */
	public SchedulingLatency {
		buckets = List.copyOf(buckets);
	}

	static SchedulingLatency of(long[] counts, long totalNanos) {
		List<Bucket> buckets = new ArrayList<>();
		long count = 0;
		for (int i = 0; i < counts.length; i++) {
			if (counts[i] != 0) {
				count += counts[i];
				buckets.add(new Bucket(Duration.ofNanos(LatencyHistogram.lowerBound(i)),
						Duration.ofNanos(LatencyHistogram.lowerBound(i + 1)), counts[i]));
			}
		}
		return new SchedulingLatency(count, Duration.ofNanos(totalNanos), buckets);
	}

	/**
	 * The time within which a share of the goroutines ran, 12.5 % too long at most.
	 * @param share 0 to 1, for example 0.99
	 * @return the time, zero if no goroutine was timed
	 * @throws IllegalArgumentException if the share is out of bounds
	 */
	public Duration percentile(double share) {
		if (!(share >= 0 && share <= 1)) {
			throw new IllegalArgumentException("share must be between 0 and 1, but is " + share);
		}
		long rank = Math.max((long) Math.ceil(share * this.count), 1);
		for (Bucket bucket : this.buckets) {
			rank -= bucket.count();
			if (rank <= 0) {
				return bucket.to();
			}
		}
		return Duration.ZERO;
	}

	/**
	 * The number of goroutines that took about as long.
	 *
	 * @param from the shortest time that counts in this bucket
	 * @param to the shortest time that no longer counts in it. The last bucket, which
	 * ends at some 36 minutes, also counts all longer times
	 * @param count the number of goroutines
	 */
	public record Bucket(Duration from, Duration to, long count) {
	}

}
