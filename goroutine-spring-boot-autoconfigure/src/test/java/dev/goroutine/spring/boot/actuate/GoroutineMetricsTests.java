package dev.goroutine.spring.boot.actuate;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.stream.Collectors;

import dev.goroutine.Chan;
import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.SchedulingLatency;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.runtime.GoRuntimes;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoroutineMetrics}.
 */
class GoroutineMetricsTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final MockClock clock = new MockClock();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, this.clock);

	private final GoRuntime runtime = GoRuntime.builder()
		.name("first")
		.gomaxprocs(1)
		// Who runs is to keep its P for as long as it takes to read the meters.
		.timeSlice(Duration.ofHours(1))
		.leakDetection(true)
		.build();

	private final GoRuntime other = GoRuntime.builder().name("second").gomaxprocs(3).build();

	private final GoRuntimes runtimes;

	private final GoroutineMetrics metrics;

	GoroutineMetricsTests() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("first", this.runtime);
		beanFactory.registerSingleton("second", this.other);
		this.runtimes = new GoRuntimes(beanFactory);
		this.metrics = new GoroutineMetrics(this.runtimes);
		this.metrics.bindTo(this.registry);
	}

	@AfterEach
	void close() {
		this.metrics.close();
		this.runtime.shutdown(Duration.ZERO);
		this.other.shutdown(Duration.ZERO);
	}

	@Test
	void everyMeterHasRuntimeAndDescriptionAndNoUnitThatIsNone() {
		assertThat(this.registry.getMeters()).isNotEmpty().filteredOn(this::isOurs).allSatisfy((meter) -> {
			assertThat(meter.getId().getTag("runtime")).isIn("first", "second");
			assertThat(meter.getId().getDescription()).isNotBlank();
			// Prometheus would take the last part of the name for its own.
			boolean created = meter.getId().getName().equals("goroutine.created");
			assertThat(meter.getId().getBaseUnit()).isIn("seconds", created ? "goroutines" : null);
		});
		assertThat(this.registry.getMeters()).filteredOn(this::isOurs)
			.extracting(Meter::getId)
			.extracting(Meter.Id::getName)
			.containsOnly("goroutine.count", "goroutine.gomaxprocs", "goroutine.machines", "goroutine.machines.max",
					"goroutine.runqueue.size", "goroutine.runqueue.age", "goroutine.created", "goroutine.completed",
					"goroutine.failed", "goroutine.cancelled", "goroutine.leaked", "goroutine.steals",
					"goroutine.switches", "goroutine.handoffs", "goroutine.scheduling.latency");
	}

	/** The rest are buckets, which this registry shows as gauges of its own. */
	private boolean isOurs(Meter meter) {
		return !meter.getId().getName().equals("goroutine.scheduling.latency.histogram");
	}

	@Test
	void schedulingLatencyFollowsTheRuntimesHistogram() {
		Timer timer = this.registry.get("goroutine.scheduling.latency").tag("runtime", "first").timer();
		assertThat(timer.getId().getBaseUnit()).isEqualTo("seconds");
		// Twice, since what is recorded must not be recorded again.
		followed(timer);
		SchedulingLatency latency = followed(timer);
		double error = timer.totalTime(TimeUnit.NANOSECONDS) / latency.total().toNanos();
		assertThat(error).isBetween(0.9, 1.1);
		CountAtBucket slowest = List.of(timer.takeSnapshot().histogramCounts()).getLast();
		assertThat(slowest.bucket(TimeUnit.SECONDS)).isEqualTo(10);
		assertThat(slowest.count()).isEqualTo((double) latency.count());
	}

	private SchedulingLatency followed(Timer timer) {
		long before = this.runtime.schedulingLatency().count();
		for (int i = 0; i < 10_000; i++) {
			this.runtime.go(() -> {
			});
		}
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		SchedulingLatency latency = this.runtime.schedulingLatency();
		assertThat(latency.count()).isGreaterThan(before);
		Awaitility.await().atMost(LONG).until(() -> timer.count() == latency.count());
		return latency;
	}

	@Test
	void afterItIsClosedNoThreadIsLeft() {
		Set<Thread> own = updateThreads();
		GoroutineMetrics another = new GoroutineMetrics(this.runtimes);
		another.bindTo(new SimpleMeterRegistry());
		Set<Thread> started = updateThreads();
		started.removeAll(own);
		assertThat(started).hasSize(1).allMatch(Thread::isDaemon);
		another.close();
		Awaitility.await().atMost(LONG).until(() -> started.stream().noneMatch(Thread::isAlive));
	}

	private static Set<Thread> updateThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.getName().equals("goroutine-metrics"))
			.collect(Collectors.toSet());
	}

	@Test
	void limitOfMachines() {
		assertThat(gauge("goroutine.machines.max", "runtime", "first")).isEqualTo(10_000);
	}

	@Test
	void ageOfTheOldestThatIsReadyToRun() {
		GoRuntime starving = GoRuntime.builder().name("starving").gomaxprocs(1).maxM(1).build();
		CountDownLatch release = new CountDownLatch(1);
		try {
			DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
			beanFactory.registerSingleton("starving", starving);
			SimpleMeterRegistry registry = new SimpleMeterRegistry();
			try (GoroutineMetrics metrics = new GoroutineMetrics(new GoRuntimes(beanFactory))) {
				metrics.bindTo(registry);
				TimeGauge age = registry.get("goroutine.runqueue.age").timeGauge();
				assertThat(age.getId().getBaseUnit()).isEqualTo("seconds");
				assertThat(age.value()).isZero();
				starving.go(() -> {
					while (release.getCount() > 0) {
						Thread.onSpinWait();
					}
				});
				starving.go(() -> {
				});
				Awaitility.await().atMost(LONG).until(() -> age.value(TimeUnit.SECONDS) > 0.3);
				release.countDown();
				Awaitility.await().atMost(LONG).until(() -> age.value() == 0);
			}
		}
		finally {
			release.countDown();
			starving.shutdown(LONG);
		}
	}

	@Test
	void handoffsByReason() throws Exception {
		this.runtime.go(() -> Goroutine.<String>blocking(() -> "called")).get();
		assertThat(handoffs("explicit")).isOne();
		assertThat(handoffs("blocked")).isZero();
		assertThat(handoffs("timeslice")).isZero();
	}

	private double handoffs(String reason) {
		return this.registry.get("goroutine.handoffs")
			.tags("runtime", this.runtime.name(), "reason", reason)
			.functionCounter()
			.count();
	}

	@Test
	void gomaxprocs() {
		assertThat(gauge("goroutine.gomaxprocs", "runtime", "first")).isEqualTo(1);
		assertThat(gauge("goroutine.gomaxprocs", "runtime", "second")).isEqualTo(3);
	}

	@Test
	void counters() {
		for (int i = 0; i < 5; i++) {
			int number = i;
			this.runtime.go(() -> {
				if (number < 2) {
					throw new IllegalStateException("broken");
				}
			});
		}
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(counter("goroutine.created")).isEqualTo(5);
		assertThat(counter("goroutine.completed")).isEqualTo(5);
		assertThat(counter("goroutine.failed")).isEqualTo(2);
		assertThat(counter("goroutine.cancelled")).isZero();
		assertThat(counter("goroutine.steals")).isZero();
		assertThat(counter("goroutine.switches")).isGreaterThanOrEqualTo(5);
	}

	@Test
	void cancelledGoroutinesHaveNotFailed() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		Goroutine<Void> waiting = this.runtime.go(() -> {
			begun.countDown();
			new CountDownLatch(1).await();
		});
		begun.await();
		waiting.cancel(true);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(counter("goroutine.cancelled")).isOne();
		assertThat(counter("goroutine.completed")).isOne();
		assertThat(counter("goroutine.failed")).isZero();
	}

	/**
	 * In a JVM of its own: other tests load Mockito's agent, and then the JVM keeps a
	 * goroutine on which a class is loaded.
	 */
	@Tag("long")
	@Test
	void leakedGoroutines() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
				Leak.class.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(output).contains("leaked 1.0, completed 0.0, waiting 0.0");
		assertThat(process.waitFor()).isZero();
	}

	static final class Leak {

		public static void main(String[] arguments) {
			GoroutineMetricsTests test = new GoroutineMetricsTests();
			test.runtime.go(() -> Chan.<Integer>unbuffered().receive());
			// A first look on a busy machine may take its time, and the next comes a
			// hundred times that later.
			Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> {
				System.gc();
				return test.runtime.snapshot().totals().leaked() == 1;
			});
			System.out.println(
					"leaked " + test.counter("goroutine.leaked") + ", completed " + test.counter("goroutine.completed")
							+ ", waiting " + test.gauge("goroutine.count", "state", "waiting"));
			test.close();
		}

	}

	@Test
	void statesMachinesAndQueues() throws Exception {
		Map<String, Double> gauges = Map.of();
		// Short of memory or cores, whoever runs can be put to sleep by the system, and
		// loses its P then.
		for (int i = 0, handoffs = -1; i < 10 && handoffs != handoffs(); i++) {
			handoffs = handoffs();
			gauges = gaugesWithOneThatWaitsOneThatRunsAndTwoMore();
		}
		assertThat(gauges).isEqualTo(Map.of("waiting", 1.0, "running", 1.0, "runnable", 2.0, "blocked", 0.0,
				"machines running", 1.0, "machines blocked", 0.0, "global", 2.0, "local", 0.0));
	}

	private int handoffs() {
		return (int) this.runtime.snapshot().totals().handoffs();
	}

	private Map<String, Double> gaugesWithOneThatWaitsOneThatRunsAndTwoMore() throws InterruptedException {
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch running = new CountDownLatch(1);
		this.runtime.go(() -> {
			release.await();
			return null;
		});
		Awaitility.await().until(() -> this.runtime.snapshot().goroutines().waiting() == 1);
		this.runtime.go(() -> {
			running.countDown();
			while (release.getCount() > 0) {
				Thread.onSpinWait();
			}
		});
		assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
		this.runtime.go(() -> {
		});
		this.runtime.go(() -> {
		});
		Map<String, Double> gauges = new HashMap<>();
		for (String state : List.of("waiting", "running", "runnable", "blocked")) {
			gauges.put(state, gauge("goroutine.count", "state", state));
		}
		for (String state : List.of("running", "blocked")) {
			gauges.put("machines " + state, gauge("goroutine.machines", "state", state));
		}
		for (String queue : List.of("global", "local")) {
			gauges.put(queue, gauge("goroutine.runqueue.size", "queue", queue));
		}
		release.countDown();
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		return gauges;
	}

	@Test
	void metersOfOneScrapeShareASnapshot() {
		assertThat(counter("goroutine.created")).isZero();
		this.runtime.go(() -> {
		});
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.registry.get("goroutine.completed").tag("runtime", "first").functionCounter().count()).isZero();
		this.clock.add(Duration.ofMillis(101));
		assertThat(this.registry.get("goroutine.completed").tag("runtime", "first").functionCounter().count())
			.isEqualTo(1);
	}

	/** As long as one that takes longer than it stays fresh. */
	@Test
	void slowSnapshotIsSharedToo() {
		StealPolicy slow = new StealPolicy() {

			@Override
			public int victims(int thief, IntUnaryOperator queueSizes, int[] order) {
				return 0;
			}

			@Override
			public String name() {
				GoroutineMetricsTests.this.clock.add(Duration.ofSeconds(1));
				return "slow";
			}

		};
		try (GoRuntime runtime = GoRuntime.builder().name("slow").stealPolicy(slow).build()) {
			SnapshotSampler sampler = new SnapshotSampler(runtime, this.clock);
			assertThat(sampler.sample()).isSameAs(sampler.sample());
		}
	}

	@Test
	void metersOutliveACollectionOfGarbage() {
		System.gc();
		assertThat(gauge("goroutine.gomaxprocs", "runtime", "second")).isEqualTo(3);
	}

	private double gauge(String name, String tag, String value) {
		this.clock.add(Duration.ofSeconds(1));
		String runtime = tag.equals("runtime") ? value : "first";
		return this.registry.get(name).tag("runtime", runtime).tag(tag, value).gauge().value();
	}

	private double counter(String name) {
		this.clock.add(Duration.ofSeconds(1));
		return this.registry.get(name).tag("runtime", "first").functionCounter().count();
	}

}
