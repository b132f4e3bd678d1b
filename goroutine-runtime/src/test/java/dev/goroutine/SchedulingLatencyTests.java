package dev.goroutine;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.goroutine.internal.base.LatencyHistogram;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * How long goroutines wait to run.
 */
class SchedulingLatencyTests {

	@Test
	void percentilesOfKnownValues() {
		long[] counts = new long[LatencyHistogram.BUCKETS];
		counts[bucket(100)] = 900;
		counts[bucket(10_000)] = 90;
		counts[bucket(1_000_000)] = 10;
		SchedulingLatency latency = SchedulingLatency.of(counts, 10_990_000);
		assertThat(latency.count()).isEqualTo(1_000);
		assertThat(latency.total()).isEqualTo(Duration.ofNanos(10_990_000));
		assertThat(latency.buckets()).hasSize(3).isSortedAccordingTo((a, b) -> a.from().compareTo(b.from()));
		assertAbout(latency.percentile(0), 100);
		assertAbout(latency.percentile(0.5), 100);
		assertAbout(latency.percentile(0.9), 100);
		assertAbout(latency.percentile(0.901), 10_000);
		assertAbout(latency.percentile(0.99), 10_000);
		assertAbout(latency.percentile(0.9901), 1_000_000);
		assertAbout(latency.percentile(1), 1_000_000);
	}

	@Test
	void noneAtFirst() {
		SchedulingLatency latency = SchedulingLatency.of(new long[LatencyHistogram.BUCKETS], 0);
		assertThat(latency.count()).isZero();
		assertThat(latency.percentile(0.99)).isZero();
	}

	@Test
	void shareOutOfBounds() {
		SchedulingLatency latency = SchedulingLatency.of(new long[LatencyHistogram.BUCKETS], 0);
		for (double share : new double[] { -0.1, 1.1, 99, Double.NaN }) {
			assertThatIllegalArgumentException().isThrownBy(() -> latency.percentile(share))
				.withMessage("share must be between 0 and 1, but is " + share);
		}
	}

	@Test
	void oneIn32IsTimed() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			runtime.go(() -> {
				for (int i = 0; i < 320_000; i++) {
					Goroutine.yield();
				}
			}).join();
			assertThat(runtime.schedulingLatency().count()).isBetween(9_000L, 11_000L);
		}
	}

	@Test
	void waitForTheOnlyProcessorIsSeen() throws Exception {
		// While the JVM collects garbage the holder can be taken for one that blocks.
		boolean undisturbed = false;
		for (int tries = 0; tries < 20 && !undisturbed; tries++) {
			undisturbed = seesTheWaitForTheOnlyProcessor();
		}
		assertThat(undisturbed).isTrue();
	}

	private static boolean seesTheWaitForTheOnlyProcessor() throws InterruptedException {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).timeSlice(Duration.ofHours(1)).build()) {
			CountDownLatch ended = new CountDownLatch(3_200);
			CountDownLatch created = new CountDownLatch(1);
			AtomicBoolean release = new AtomicBoolean();
			runtime.go(() -> {
				for (int i = 0; i < 3_200; i++) {
					runtime.go(ended::countDown);
				}
				created.countDown();
				// No native call in here, in which it could be taken for one that blocks.
				while (!release.get()) {
					Thread.onSpinWait();
				}
			});
			created.await();
			long start = System.nanoTime();
			while (System.nanoTime() - start < TimeUnit.MILLISECONDS.toNanos(20)) {
				Thread.onSpinWait();
			}
			boolean undisturbed = runtime.snapshot().totals().handoffs() == 0;
			release.set(true);
			ended.await();
			if (undisturbed) {
				assertThat(runtime.schedulingLatency().percentile(0.5)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
				assertThat(runtime.schedulingLatency().total()).isGreaterThan(Duration.ofSeconds(1));
			}
			return undisturbed;
		}
	}

	private static int bucket(long nanos) {
		int bucket = 0;
		while (LatencyHistogram.lowerBound(bucket + 1) <= nanos) {
			bucket++;
		}
		return bucket;
	}

	private static void assertAbout(Duration actual, long nanos) {
		assertThat(actual.toNanos()).isBetween(nanos, nanos + nanos / 8);
	}

}
