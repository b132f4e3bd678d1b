package dev.goroutine.spring.boot.actuate;

import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.SchedulerSnapshot;
import io.micrometer.core.instrument.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Takes snapshots of a runtime for meters that are read one by one. The meters of one
 * scrape share a snapshot. Safe for use by several threads.
 */
final class SnapshotSampler {

	// Longer than a scrape takes, shorter than the time between two.
	private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final GoRuntime runtime;

	private final Clock clock;

	private @Nullable Sample last;

	SnapshotSampler(GoRuntime runtime, Clock clock) {
		this.runtime = runtime;
		this.clock = clock;
	}

	/**
	 * Returns a fresh snapshot. A thread that asks while one is taken waits for it, since
	 * a second one would cost as much again.
	 */
	synchronized SchedulerSnapshot sample() {
		Sample last = this.last;
		if (last != null && this.clock.monotonicTime() - last.time() < FRESH_NANOS) {
			return last.snapshot();
		}
		SchedulerSnapshot snapshot = this.runtime.snapshot();
		// The time is read after the snapshot, which takes longer than it stays
		// fresh if there are very many Ms.
		this.last = new Sample(this.clock.monotonicTime(), snapshot);
		return snapshot;
	}

	private record Sample(long time, SchedulerSnapshot snapshot) {

	}

}
