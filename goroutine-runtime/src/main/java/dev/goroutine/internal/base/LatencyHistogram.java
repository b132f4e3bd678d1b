package dev.goroutine.internal.base;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Counts durations by size, in buckets that are an eighth of a power of two wide: small
 * durations are told apart finely and large ones coarsely, with 12.5 % of error at most.
 * One thread records, any thread reads, and nobody waits.
 */
public final class LatencyHistogram {

	private static final int SUB_BITS = 3;

	/** 2^41 ns, some 36 minutes; longer durations count as that. */
	private static final int MAX_EXPONENT = 40;

	/** Number of buckets. */
	public static final int BUCKETS = (MAX_EXPONENT - SUB_BITS + 2) << SUB_BITS;

	private static final VarHandle COUNTS = MethodHandles.arrayElementVarHandle(long[].class);

	private static final VarHandle NANOS;

	static {
		try {
			NANOS = MethodHandles.lookup().findVarHandle(LatencyHistogram.class, "nanos", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final long[] counts = new long[BUCKETS];

	private long nanos;

	public LatencyHistogram() {
	}

	public void record(long nanos) {
		int bucket = bucket(nanos);
		COUNTS.setOpaque(this.counts, bucket, this.counts[bucket] + 1);
		NANOS.setOpaque(this, this.nanos + nanos);
	}

	/** Adds each bucket's count to the sum of the same bucket. */
	public void addTo(long[] sums) {
		for (int i = 0; i < BUCKETS; i++) {
			sums[i] += (long) COUNTS.getOpaque(this.counts, i);
		}
	}

	/** The sum of all durations that were recorded. */
	public long nanos() {
		return (long) NANOS.getOpaque(this);
	}

	public static int bucket(long nanos) {
		if (nanos < 1 << SUB_BITS) {
			return (int) Math.max(nanos, 0);
		}
		int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
		if (exponent > MAX_EXPONENT) {
			return BUCKETS - 1;
		}
		int shift = exponent - SUB_BITS;
		// The leading bit makes it 8 to 15, which continues where the octave below ends.
		return (shift << SUB_BITS) + (int) (nanos >>> shift);
	}

	/**
	 * The shortest duration that counts in a bucket.
	 * @param bucket 0 to {@link #BUCKETS}; the value for the last is the longest duration
	 * plus 1
	 * @return nanoseconds
	 */
	public static long lowerBound(int bucket) {
		if (bucket < 1 << SUB_BITS) {
			return bucket;
		}
		int shift = (bucket >> SUB_BITS) - 1;
		return (long) (bucket - (shift << SUB_BITS)) << shift;
	}

}
