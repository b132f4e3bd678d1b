package dev.goroutine.spring.boot.actuate;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

import dev.goroutine.GoRuntime;
import dev.goroutine.SchedulerSnapshot;
import dev.goroutine.SchedulerSnapshot.Handoffs;
import dev.goroutine.SchedulerSnapshot.MachineStatus;
import dev.goroutine.SchedulerSnapshot.Processor;
import dev.goroutine.SchedulerSnapshot.Totals;
import dev.goroutine.spring.runtime.GoRuntimes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Meters of the runtimes, tagged with the name of the runtime: gauges and counters that
 * are fed by snapshots when they are read, and a timer that follows the runtime by a
 * second at most, on a thread of this binder's own.
 */
public class GoroutineMetrics implements MeterBinder, AutoCloseable {

	/**
	 * The base unit of {@code goroutine.created}. Prometheus takes {@code created} at the
	 * end of a name for an ending of its own and drops it. No other meter has a base
	 * unit, since what they count is no unit.
	 */
	private static final String CREATED_UNIT = "goroutines";

	private final GoRuntimes runtimes;

	// Registries refer weakly to what they measure.
	private final List<SnapshotSampler> samplers = new CopyOnWriteArrayList<>();

	private final ScheduledExecutorService updates = Executors
		.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("goroutine-metrics").factory());

	/**
	 * Creates the binder.
	 * @param runtimes the runtimes to measure
	 */
	public GoroutineMetrics(GoRuntimes runtimes) {
		this.runtimes = runtimes;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (GoRuntime runtime : this.runtimes.getAll()) {
			SnapshotSampler sampler = new SnapshotSampler(runtime, registry.config().clock());
			this.samplers.add(sampler);
			Tags tags = Tags.of("runtime", runtime.name());
			new Binding(registry, sampler, tags).bind();
			SchedulingLatencyTimer latency = new SchedulingLatencyTimer(runtime, registry, tags);
			this.updates.scheduleWithFixedDelay(latency::update, 0, 1, TimeUnit.SECONDS);
		}
	}

	/**
	 * Ends the updates; the meters stay as they are.
	 */
	@Override
	public void close() {
		this.updates.shutdownNow();
	}

	/**
	 * Binds the meters of one runtime.
	 */
	private record Binding(MeterRegistry registry, SnapshotSampler sampler, Tags tags) {

		void bind() {
			bindGauges();
			bindCounters();
		}

		private void bindGauges() {
			gauge("goroutine.gomaxprocs", "Processors (P): how many goroutines can run at the same time", Tags.empty(),
					SchedulerSnapshot::gomaxprocs);
			count("runnable", (snapshot) -> snapshot.goroutines().runnable());
			count("running", (snapshot) -> snapshot.goroutines().running());
			count("waiting", (snapshot) -> snapshot.goroutines().waiting());
			count("blocked", (snapshot) -> snapshot.goroutines().blocked());
			for (MachineStatus status : MachineStatus.values()) {
				gauge("goroutine.machines", "OS threads (M), by what they do",
						Tags.of("state", status.name().toLowerCase(Locale.ROOT)),
						(snapshot) -> snapshot.machines()
							.stream()
							.filter((machine) -> machine.status() == status)
							.count());
			}
			gauge("goroutine.machines.max", "How many OS threads (M) there may be", Tags.empty(),
					SchedulerSnapshot::maxM);
			TimeGauge
				.builder("goroutine.runqueue.age", this.sampler, TimeUnit.NANOSECONDS,
						(sampler) -> sampler.sample().oldestRunnable().toNanos())
				.description("How long the goroutine that is ready to run longest has waited")
				.tags(this.tags)
				.register(this.registry);
			queue("global", SchedulerSnapshot::globalRunQueueSize);
			queue("local", (snapshot) -> snapshot.processors().stream().mapToInt(Binding::queueSize).sum());
		}

		private void bindCounters() {
			counter("goroutine.created", "Goroutines that were started", CREATED_UNIT, Tags.empty(), Totals::created);
			counter("goroutine.completed", "Goroutines that have ended, failed and cancelled ones included",
					Totals::completed);
			counter("goroutine.failed", "Goroutines that an exception has ended, without those that were cancelled",
					Totals::failed);
			counter("goroutine.cancelled", "Goroutines that were cancelled before they had ended", Totals::cancelled);
			counter("goroutine.leaked", "Goroutines that waited for what nothing could bring about any more",
					Totals::leaked);
			counter("goroutine.steals", "Goroutines that a processor took from the queue of another", Totals::steals);
			handoffs("blocked", Handoffs::blocked);
			handoffs("timeslice", Handoffs::timeslice);
			handoffs("explicit", Handoffs::explicit);
			counter("goroutine.switches", "How often an OS thread began to run a goroutine", Totals::switches);
		}

		/** The next slot of a P is part of its queue. */
		private static int queueSize(Processor processor) {
			return processor.runQueueSize() + (processor.runNext() ? 1 : 0);
		}

		private void count(String state, ToDoubleFunction<SchedulerSnapshot> value) {
			gauge("goroutine.count", "Goroutines that are alive, by state", Tags.of("state", state), value);
		}

		private void queue(String queue, ToDoubleFunction<SchedulerSnapshot> value) {
			gauge("goroutine.runqueue.size", "Goroutines that are ready to run, by the queue they wait in",
					Tags.of("queue", queue), value);
		}

		private void gauge(String name, String description, Tags tags, ToDoubleFunction<SchedulerSnapshot> value) {
			Gauge.builder(name, this.sampler, (sampler) -> value.applyAsDouble(sampler.sample()))
				.description(description)
				.tags(this.tags.and(tags))
				.register(this.registry);
		}

		private void handoffs(String reason, ToLongFunction<Handoffs> value) {
			counter("goroutine.handoffs", "Processors that were taken from an OS thread, by reason", null,
					Tags.of("reason", reason), (totals) -> value.applyAsLong(totals.handoffsByReason()));
		}

		private void counter(String name, String description, ToLongFunction<Totals> value) {
			counter(name, description, null, Tags.empty(), value);
		}

		private void counter(String name, String description, @Nullable String unit, Tags tags,
				ToLongFunction<Totals> value) {
			FunctionCounter.builder(name, this.sampler, (sampler) -> value.applyAsLong(sampler.sample().totals()))
				.description(description)
				.baseUnit(unit)
				.tags(this.tags.and(tags))
				.register(this.registry);
		}

	}

}
