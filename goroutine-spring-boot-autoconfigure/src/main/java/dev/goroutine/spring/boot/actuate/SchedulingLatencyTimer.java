package dev.goroutine.spring.boot.actuate;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.SchedulingLatency;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The timer {@code goroutine.scheduling.latency}. A runtime has a histogram of its own,
 * since its Ms cannot wait for a registry. New entries of that are recorded here now and
 * then, each with an error of 6 % at most.
 */
final class SchedulingLatencyTimer {

	/** Bounds around the time slice of 10 ms, which latency is made of under load. */
	private static final Duration[] OBJECTIVES = { Duration.ofNanos(10_000), Duration.ofNanos(100_000),
			Duration.ofMillis(1), Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
			Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(1),
			Duration.ofSeconds(10) };

	private final GoRuntime runtime;

	private final Timer timer;

	/** The number of entries of each bucket that have been recorded. */
	private final Map<Duration, Long> recorded = new HashMap<>();

	SchedulingLatencyTimer(GoRuntime runtime, MeterRegistry registry, Tags tags) {
		this.runtime = runtime;
		this.timer = Timer.builder("goroutine.scheduling.latency")
			.description("Time from runnable to running, of one goroutine in 32")
			.tags(tags)
			.serviceLevelObjectives(OBJECTIVES)
			.register(registry);
	}

	/** Catches up with the runtime. */
	synchronized void update() {
		for (SchedulingLatency.Bucket bucket : this.runtime.schedulingLatency().buckets()) {
			long before = this.recorded.getOrDefault(bucket.from(), 0L);
			if (bucket.count() > before) {
				long nanos = bucket.from().plus(bucket.to()).dividedBy(2).toNanos();
				for (long i = before; i < bucket.count(); i++) {
					this.timer.record(nanos, TimeUnit.NANOSECONDS);
				}
				this.recorded.put(bucket.from(), bucket.count());
			}
		}
	}

}
