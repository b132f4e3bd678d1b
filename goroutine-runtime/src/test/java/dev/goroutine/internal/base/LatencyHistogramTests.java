package dev.goroutine.internal.base;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import dev.goroutine.internal.queue.LatencySampler;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.queue.Sampled;
import dev.goroutine.internal.queue.Task;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Buckets, and who is sampled.
 */
class LatencyHistogramTests {

	@Test
	void eachValueIsInItsBucketAndBucketsAreNarrow() {
		Random random = new Random(1);
		for (int i = 0; i < 100_000; i++) {
			long nanos = random.nextLong(1L << random.nextInt(1, 41));
			int bucket = LatencyHistogram.bucket(nanos);
			long from = LatencyHistogram.lowerBound(bucket);
			long to = LatencyHistogram.lowerBound(bucket + 1);
			assertThat(nanos).isGreaterThanOrEqualTo(from).isLessThan(to);
			assertThat(to - from).isLessThanOrEqualTo(Math.max(1, from / 8));
		}
	}

	@Test
	void extremesGoIntoTheOutermostBuckets() {
		assertThat(LatencyHistogram.bucket(-5)).isZero();
		assertThat(LatencyHistogram.bucket(0)).isZero();
		assertThat(LatencyHistogram.bucket((1L << 41) - 1)).isEqualTo(LatencyHistogram.BUCKETS - 1);
		assertThat(LatencyHistogram.bucket(Long.MAX_VALUE)).isEqualTo(LatencyHistogram.BUCKETS - 1);
		assertThat(LatencyHistogram.lowerBound(LatencyHistogram.bucket(1L << 40))).isEqualTo(1L << 40);
		assertThat(LatencyHistogram.lowerBound(LatencyHistogram.BUCKETS)).isEqualTo(1L << 41);
	}

	@Test
	void countsOfAllAreAddedUp() {
		LatencyHistogram a = new LatencyHistogram();
		LatencyHistogram b = new LatencyHistogram();
		a.record(100);
		a.record(5_000);
		b.record(100);
		long[] sums = new long[LatencyHistogram.BUCKETS];
		a.addTo(sums);
		b.addTo(sums);
		assertThat(sums[LatencyHistogram.bucket(100)]).isEqualTo(2);
		assertThat(sums[LatencyHistogram.bucket(5_000)]).isOne();
		assertThat(a.nanos()).isEqualTo(5_100);
	}

	@Test
	void oneIn32IsSampledAndNotAlwaysTheSame() {
		Resumable task = new Task(0);
		for (int machine = 0; machine < 10; machine++) {
			LatencySampler sampler = new LatencySampler(machine);
			int[] sampled = new int[8];
			for (int i = 0; i < 320_000; i++) {
				Resumable queued = sampler.sample(task);
				if (queued instanceof Sampled timed) {
					assertThat(timed.task()).isSameAs(task);
					assertThat(timed.counted()).isTrue();
					assertThat(timed.readyAt()).isLessThanOrEqualTo(System.nanoTime());
					sampled[i % 8]++;
				}
				else {
					assertThat(queued).isSameAs(task);
				}
			}
			for (int count : sampled) {
				assertThat(count).isBetween(1_000, 1_500);
			}
		}
	}

	@Test
	void everyMachineSamplesOthers() {
		assertThat(IntStream.range(0, 10).mapToObj(LatencyHistogramTests::sampledOfThousand)).doesNotHaveDuplicates()
			.allSatisfy((sampled) -> assertThat(sampled).first().as("after a whole period").isEqualTo(31));
	}

	/** Which of them. */
	private static List<Integer> sampledOfThousand(long seed) {
		LatencySampler sampler = new LatencySampler(seed);
		Resumable task = new Task(0);
		return IntStream.range(0, 1_000).filter((i) -> sampler.sample(task) instanceof Sampled).boxed().toList();
	}

	@Test
	void oneIn32OfOtherThreadsIsSampledToo() {
		Resumable task = new Task(0);
		long sampled = IntStream.range(0, 320_000)
			.filter((i) -> LatencySampler.sampleExternal(task) instanceof Sampled)
			.count();
		assertThat(sampled).isBetween(9_000L, 11_000L);
	}

}
