package dev.goroutine.spring.boot.actuate;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.GoRuntimes;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
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

	private final GoRuntime runtime = GoRuntime.builder().name("first").gomaxprocs(1).build();

	private final GoRuntime other = GoRuntime.builder().name("second").gomaxprocs(3).build();

	private final GoroutineMetrics metrics;

	GoroutineMetricsTests() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("first", this.runtime);
		beanFactory.registerSingleton("second", this.other);
		this.metrics = new GoroutineMetrics(new GoRuntimes(beanFactory));
		this.metrics.bindTo(this.registry);
	}

	@AfterEach
	void close() {
		this.runtime.shutdown(Duration.ZERO);
		this.other.shutdown(Duration.ZERO);
	}

	@Test
	void everyMeterHasRuntimeDescriptionAndUnit() {
		assertThat(this.registry.getMeters()).isNotEmpty().allSatisfy((meter) -> {
			assertThat(meter.getId().getTag("runtime")).isIn("first", "second");
			assertThat(meter.getId().getDescription()).isNotBlank();
			assertThat(meter.getId().getBaseUnit()).isNotBlank();
		});
		assertThat(this.registry.getMeters()).extracting(Meter::getId)
			.extracting(Meter.Id::getName)
			.contains("goroutine.count", "goroutine.gomaxprocs", "goroutine.machines", "goroutine.runqueue.size",
					"goroutine.created", "goroutine.completed", "goroutine.failed", "goroutine.steals",
					"goroutine.switches", "goroutine.handoffs");
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
		assertThat(counter("goroutine.steals")).isZero();
		assertThat(counter("goroutine.switches")).isGreaterThanOrEqualTo(5);
	}

	@Test
	void statesMachinesAndQueues() throws Exception {
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
		assertThat(gauge("goroutine.count", "state", "waiting")).isEqualTo(1);
		assertThat(gauge("goroutine.count", "state", "running")).isEqualTo(1);
		assertThat(gauge("goroutine.count", "state", "runnable")).isEqualTo(2);
		assertThat(gauge("goroutine.count", "state", "blocked")).isZero();
		assertThat(gauge("goroutine.machines", "state", "running")).isEqualTo(1);
		assertThat(gauge("goroutine.machines", "state", "blocked")).isZero();
		assertThat(gauge("goroutine.runqueue.size", "queue", "global")).isEqualTo(2);
		assertThat(gauge("goroutine.runqueue.size", "queue", "local")).isZero();
		release.countDown();
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
