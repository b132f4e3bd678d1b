package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.actuate.GoCallTimers;
import dev.goroutine.spring.boot.actuate.GoroutineMetrics;
import dev.goroutine.spring.observation.GoCallMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoroutineMetricsAutoConfiguration}.
 */
class GoroutineMetricsAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(GoroutineAutoConfiguration.class, GoroutineMetricsAutoConfiguration.class));

	private final ApplicationContextRunner bootRunner = this.contextRunner
		.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
				CompositeMeterRegistryAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class));

	@Test
	void withoutRegistry() {
		this.contextRunner.withUserConfiguration(ServiceConfiguration.class).run((context) -> {
			assertThat(context).doesNotHaveBean(GoroutineMetrics.class).doesNotHaveBean(GoCallMetrics.class);
			assertThat(context.getBean(Service.class).succeed().get(30, TimeUnit.SECONDS)).isNull();
		});
	}

	@Test
	void withBootsRegistry() {
		this.bootRunner.run((context) -> {
			assertThat(context).hasSingleBean(GoroutineMetrics.class).hasSingleBean(GoCallTimers.class);
			assertThat(context.getBean(MeterRegistry.class).get("goroutine.gomaxprocs").gauge().value())
				.isEqualTo(context.getBean(GoRuntime.class).gomaxprocs());
		});
	}

	@Test
	void disabledByProperty() {
		this.bootRunner.withPropertyValues("goroutine.metrics.enabled=false").run((context) -> {
			assertThat(context).doesNotHaveBean(GoroutineMetrics.class).doesNotHaveBean(GoCallMetrics.class);
			assertThat(context.getBean(MeterRegistry.class).find("goroutine.gomaxprocs").gauge()).isNull();
		});
	}

	@Test
	void disabledWithEverythingElse() {
		this.bootRunner.withPropertyValues("goroutine.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(GoroutineMetrics.class)
				.doesNotHaveBean(GoCallMetrics.class));
	}

	@Test
	void withoutMicrometer() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(GoroutineMetrics.class)
				.doesNotHaveBean(GoCallMetrics.class));
	}

	@Test
	void userBinderReplacesOurs() {
		this.bootRunner.withBean("mine", GoroutineMetrics.class)
			.run((context) -> assertThat(context).hasSingleBean(GoroutineMetrics.class).hasBean("mine"));
	}

	@Test
	void userBeansReplaceOurs() {
		GoCallMetrics mine = (runtime, type, method) -> (nanos, outcome) -> {
		};
		this.bootRunner.withBean("mine", GoCallMetrics.class, () -> mine)
			.run((context) -> assertThat(context).doesNotHaveBean(GoCallTimers.class)
				.hasSingleBean(GoCallMetrics.class));
	}

	@Test
	void timesCallsByOutcome() {
		this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withUserConfiguration(ServiceConfiguration.class)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				service.succeed().get(30, TimeUnit.SECONDS);
				service.succeed().get(30, TimeUnit.SECONDS);
				service.nothing(false);
				service.nothing(true);
				service.plain().get(30, TimeUnit.SECONDS);
				service.plainFailure();
				service.park().cancel(true);
				CountDownLatch started = new CountDownLatch(1);
				Future<@Nullable Void> plain = service.plainPark(started);
				assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
				plain.cancel(true);
				service.parkShortly();
				assertThat(context.getBean(GoRuntime.class).awaitQuiescence(Duration.ofSeconds(30))).isTrue();
				awaitCount(registry, "succeed", "success", 2);
				awaitCount(registry, "nothing", "success", 1);
				awaitCount(registry, "nothing", "error", 1);
				awaitCount(registry, "plain", "success", 1);
				awaitCount(registry, "plainFailure", "error", 1);
				awaitCount(registry, "plainPark", "cancelled", 1);
				awaitCount(registry, "park", "cancelled", 1);
				awaitCount(registry, "parkShortly", "timeout", 1);
			});
	}

	@Test
	void outcomeSaysWhoHasEndedTheCall() {
		this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withUserConfiguration(ServiceConfiguration.class)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				for (Exception own : List.of(new TimeoutException(), new CancellationException())) {
					service.fail(own);
					service.chain(CompletableFuture.failedFuture(own));
				}
				service.chain(service.parkShortly());
				CompletableFuture<@Nullable Void> cancelled = service.park();
				service.chain(cancelled);
				cancelled.cancel(true);
				awaitCount(registry, "fail", "error", 2);
				awaitCount(registry, "chain", "error", 4);
				awaitCount(registry, "parkShortly", "timeout", 1);
				awaitCount(registry, "park", "cancelled", 1);
			});
	}

	@Test
	void classesOfOneNameHaveTimersOfTheirOwn() {
		this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(One.Orders.class)
			.withBean(Two.Orders.class)
			.run((context) -> {
				context.getBean(One.Orders.class).place();
				context.getBean(Two.Orders.class).place();
				assertThat(context.getBean(GoRuntime.class).awaitQuiescence(Duration.ofSeconds(30))).isTrue();
				for (Class<?> type : List.of(One.Orders.class, Two.Orders.class)) {
					assertThat(context.getBean(MeterRegistry.class)
						.get("goroutine.go")
						.tags("class", type.getName(), "method", "place", "outcome", "success", "runtime", "default")
						.timer()
						.count()).isOne();
				}
			});
	}

	@Test
	void timeIsThatOfTheResultNotOfTheMethod() {
		this.contextRunner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withUserConfiguration(ServiceConfiguration.class)
			.run((context) -> {
				CompletableFuture<@Nullable Void> inner = new CompletableFuture<>();
				CompletableFuture<@Nullable Void> future = context.getBean(Service.class).chain(inner);
				assertThat(context.getBean(GoRuntime.class).awaitQuiescence(Duration.ofSeconds(30))).isTrue();
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				assertThat(timer(registry, "chain", "success").count()).isZero();
				inner.complete(null);
				future.get(30, TimeUnit.SECONDS);
				awaitCount(registry, "chain", "success", 1);
			});
	}

	private static void awaitCount(MeterRegistry registry, String method, String outcome, long count) {
		Awaitility.await().untilAsserted(() -> assertThat(timer(registry, method, outcome).count()).isEqualTo(count));
	}

	private static Timer timer(MeterRegistry registry, String method, String outcome) {
		return registry.get("goroutine.go")
			.tag("runtime", "default")
			.tag("class", Service.class.getName())
			.tag("method", method)
			.tag("outcome", outcome)
			.timer();
	}

	@Configuration(proxyBeanMethods = false)
	static class ServiceConfiguration {

		@Bean
		Service service() {
			return new Service();
		}

	}

	static class Service {

		@Go
		public CompletableFuture<@Nullable Void> succeed() {
			return CompletableFuture.completedFuture(null);
		}

		@Go
		public CompletableFuture<@Nullable Void> chain(CompletableFuture<@Nullable Void> inner) {
			return inner;
		}

		@Go
		public CompletableFuture<@Nullable Void> fail(Exception failure) throws Exception {
			throw failure;
		}

		@Go
		public Future<@Nullable Void> plain() {
			return CompletableFuture.completedFuture(null);
		}

		@Go
		public Future<@Nullable Void> plainFailure() {
			return CompletableFuture.failedFuture(new IllegalStateException("expected"));
		}

		@Go
		public Future<@Nullable Void> plainPark(CountDownLatch started) throws InterruptedException {
			started.countDown();
			return park();
		}

		@Go
		public void nothing(boolean fail) {
			if (fail) {
				throw new IllegalStateException("expected");
			}
		}

		@Go
		public CompletableFuture<@Nullable Void> park() throws InterruptedException {
			new CountDownLatch(1).await();
			return CompletableFuture.completedFuture(null);
		}

		@Go(timeout = "10ms")
		public CompletableFuture<@Nullable Void> parkShortly() throws InterruptedException {
			return park();
		}

	}

	static class One {

		static class Orders {

			@Go
			public void place() {
			}

		}

	}

	static class Two {

		static class Orders {

			@Go
			public void place() {
			}

		}

	}

}
