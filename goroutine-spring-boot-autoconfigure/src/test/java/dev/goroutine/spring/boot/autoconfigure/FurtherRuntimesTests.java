package dev.goroutine.spring.boot.autoconfigure;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.StealBatch;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.actuate.GmpEndpoint;
import dev.goroutine.spring.boot.actuate.GoroutineMetrics;
import dev.goroutine.spring.runtime.GoRuntimeLifecycle;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for the runtimes under {@code goroutine.runtimes}.
 */
class FurtherRuntimesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(GoroutineAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

	@Test
	void noneByDefault() {
		this.contextRunner.run((context) -> {
			assertThat(context).hasSingleBean(GoRuntime.class).hasSingleBean(GoRuntimeLifecycle.class);
			assertThat(context).hasSingleBean(GoroutineTaskExecutor.class);
		});
	}

	@Test
	void everyNameHasRuntimeAndExecutor() {
		this.contextRunner.withPropertyValues("goroutine.runtimes.io.gomaxprocs=3", "goroutine.runtimes.batch.max-m=5")
			.run((context) -> {
				assertThat(context.getBeansOfType(GoRuntime.class)).containsOnlyKeys("goroutineRuntime", "ioGoRuntime",
						"batchGoRuntime");
				assertThat(context.getBeansOfType(GoroutineTaskExecutor.class))
					.containsOnlyKeys("goroutineTaskExecutor", "ioTaskExecutor", "batchTaskExecutor");
				assertThat(context).hasSingleBean(GoRuntimeLifecycle.class);
				GoRuntime io = context.getBean("ioGoRuntime", GoRuntime.class);
				assertThat(io.name()).isEqualTo("io");
				assertThat(context.getBean("ioTaskExecutor", GoroutineTaskExecutor.class).getRuntime()).isSameAs(io);
			});
	}

	@Test
	void everyKeyIsThatOfTheNamedRuntimeOnly() {
		this.contextRunner
			.withPropertyValues("goroutine.gomaxprocs=2", "goroutine.runtimes.io.gomaxprocs=3",
					"goroutine.runtimes.io.idle-m-timeout=5s", "goroutine.runtimes.io.max-m=77",
					"goroutine.runtimes.io.time-slice=20ms", "goroutine.runtimes.io.hog-nice=7",
					"goroutine.runtimes.io.steal.policy=busiest", "goroutine.runtimes.io.steal.batch=one",
					"goroutine.runtimes.io.shutdown.grace=1s")
			.run((context) -> {
				GoRuntime io = context.getBean("ioGoRuntime", GoRuntime.class);
				assertThat(io.gomaxprocs()).isEqualTo(3);
				assertThat(io.idleMTimeout()).isEqualTo(Duration.ofSeconds(5));
				assertThat(io.snapshot().maxM()).isEqualTo(77);
				assertThat(io.stealPolicy()).isSameAs(StealPolicy.busiest());
				assertThat(io.stealBatch()).isEqualTo(StealBatch.ONE);
				GoroutineProperties.RuntimeProperties properties = context.getBean(GoroutineProperties.class)
					.runtimes()
					.get("io");
				assertThat(properties).isNotNull();
				assertThat(properties.timeSlice()).isEqualTo(Duration.ofMillis(20));
				assertThat(properties.hogNice()).isEqualTo(7);
				assertThat(properties.steal().batch()).hasToString("ONE");
				assertThat(properties.shutdown().grace()).isEqualTo(Duration.ofSeconds(1));
				GoRuntime main = context.getBean("goroutineRuntime", GoRuntime.class);
				assertThat(main.gomaxprocs()).isEqualTo(2);
				assertThat(main.snapshot().maxM()).isEqualTo(10000);
				assertThat(main.stealPolicy()).isSameAs(StealPolicy.random());
				assertThat(main.stealBatch()).isEqualTo(StealBatch.HALF);
			});
	}

	@Test
	void leaksAreLookedForWhereAskedFor() {
		this.contextRunner
			.withPropertyValues("goroutine.leak-detection=true", "goroutine.runtimes.io.leak-detection=true",
					"goroutine.runtimes.batch.gomaxprocs=1")
			.run((context) -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
				.contains("go-default-leaks", "go-io-leaks")
				.doesNotContain("go-batch-leaks"));
	}

	@Test
	void goMethodRunsOnTheRuntimeThatItNames() {
		this.contextRunner.withPropertyValues("goroutine.runtimes.io.gomaxprocs=1")
			.withUserConfiguration(ServiceConfiguration.class)
			.run((context) -> {
				assertThat(context.getBean(Service.class).onIo(() -> "done").get(30, TimeUnit.SECONDS))
					.isEqualTo("done");
				assertThat(created(context.getBean("ioGoRuntime", GoRuntime.class))).isOne();
				assertThat(created(context.getBean("goroutineRuntime", GoRuntime.class))).isZero();
			});
	}

	@Test
	void executorRunsOnItsRuntimeWithTheDecorators() {
		ThreadLocal<String> decorated = new ThreadLocal<>();
		this.contextRunner.withPropertyValues("goroutine.runtimes.io.gomaxprocs=1")
			.withBean(TaskDecorator.class, () -> (task) -> () -> {
				decorated.set("decorated");
				task.run();
			})
			.run((context) -> {
				AsyncTaskExecutor executor = context.getBean("ioTaskExecutor", AsyncTaskExecutor.class);
				assertThat(executor.submit(decorated::get).get(30, TimeUnit.SECONDS)).isEqualTo("decorated");
				assertThat(created(context.getBean("ioGoRuntime", GoRuntime.class))).isOne();
			});
	}

	@Test
	void whoAsksForAnyExecutorOrRuntimeGetsWhatHeGotWithout() {
		this.contextRunner.withPropertyValues("goroutine.runtimes.io.gomaxprocs=1")
			.withUserConfiguration(InjectionConfiguration.class)
			.run((context) -> {
				Injected injected = context.getBean(Injected.class);
				assertThat(injected.runtime()).isSameAs(context.getBean("goroutineRuntime"));
				assertThat(injected.io()).isSameAs(context.getBean("ioGoRuntime"));
				assertThat(injected.ioExecutor()).isSameAs(context.getBean("ioTaskExecutor"));
				assertThat(injected.executor()).isSameAs(context.getBean("applicationTaskExecutor"));
				assertThat(injected.taskExecutor()).isSameAs(context.getBean("applicationTaskExecutor"));
				assertThat(context.getBean(Executor.class)).isSameAs(context.getBean("applicationTaskExecutor"));
				assertThat(context.getBean(TaskExecutor.class)).isSameAs(context.getBean("applicationTaskExecutor"));
			});
	}

	@Test
	void endpointAndMetersTellThemApart() {
		this.contextRunner
			.withConfiguration(AutoConfigurations.of(GoroutineEndpointAutoConfiguration.class,
					GoroutineMetricsAutoConfiguration.class))
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("goroutine.gomaxprocs=2", "goroutine.runtimes.io.gomaxprocs=3",
					"management.endpoints.web.exposure.include=gmp")
			.run((context) -> {
				assertThat(context.getBean(GmpEndpoint.class).runtimes().runtimes()).containsOnlyKeys("default", "io");
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				context.getBean(GoroutineMetrics.class).bindTo(meters);
				assertThat(meters.get("goroutine.gomaxprocs").tag("runtime", "io").gauge().value()).isEqualTo(3);
				assertThat(meters.get("goroutine.gomaxprocs").tag("runtime", "default").gauge().value()).isEqualTo(2);
			});
	}

	@Test
	void stuckRuntimeDoesNotDelayTheOther(@TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		this.contextRunner
			.withPropertyValues("goroutine.gomaxprocs=1", "goroutine.runtimes.io.gomaxprocs=1",
					"goroutine.runtimes.io.max-m=4")
			.withUserConfiguration(ServiceConfiguration.class)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				CountDownLatch release = new CountDownLatch(1);
				CountDownLatch occupied = new CountDownLatch(4);
				List<Future<?>> occupants = new ArrayList<>();
				// Two that burn CPU and two that block: all the threads that io may have.
				for (int i = 0; i < 2; i++) {
					occupants.add(service.onIo(() -> burn(occupied, release)));
					occupants.add(service.onIo(() -> read(pipe, occupied)));
				}
				assertThat(occupied.await(60, TimeUnit.SECONDS)).isTrue();
				CompletableFuture<String> waiting = service.onIo(() -> "at last");
				for (int i = 0; i < 100; i++) {
					assertThat(service.onDefault(() -> "done").get(30, TimeUnit.SECONDS)).isEqualTo("done");
				}
				assertThat(waiting).as("a call on the runtime that is stuck").isNotDone();
				release.countDown();
				try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw")) {
					writer.write(new byte[2]);
					assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo("at last");
					for (Future<?> occupant : occupants) {
						occupant.get(30, TimeUnit.SECONDS);
					}
				}
			});
	}

	@Test
	void closeShutsAllDown() {
		List<GoRuntime> runtimes = new ArrayList<>();
		this.contextRunner
			.withPropertyValues("goroutine.runtimes.io.gomaxprocs=1", "goroutine.runtimes.batch.gomaxprocs=1")
			.run((context) -> runtimes.addAll(context.getBeansOfType(GoRuntime.class).values()));
		assertThat(runtimes).hasSize(3)
			.allSatisfy((runtime) -> assertThat(catchThrowable(() -> runtime.go(() -> "late")))
				.isInstanceOf(RejectedExecutionException.class));
	}

	@Test
	void runtimeOfUserReplacesOurs() {
		this.contextRunner.withPropertyValues("goroutine.runtimes.io.gomaxprocs=1")
			.withUserConfiguration(UserRuntimeConfiguration.class)
			.run((context) -> {
				GoRuntime io = context.getBean("ioGoRuntime", GoRuntime.class);
				assertThat(io.gomaxprocs()).isEqualTo(4);
				assertThat(context.getBean("ioTaskExecutor", GoroutineTaskExecutor.class).getRuntime()).isSameAs(io);
			});
	}

	@Test
	void executorOfUserReplacesOurs() {
		this.contextRunner.withPropertyValues("goroutine.runtimes.io.gomaxprocs=1")
			.withUserConfiguration(UserExecutorConfiguration.class)
			.run((context) -> {
				assertThat(context.getBean("ioTaskExecutor")).isNotInstanceOf(GoroutineTaskExecutor.class);
				assertThat(context).hasBean("ioGoRuntime");
			});
	}

	@Test
	void stealPolicyBeanIsThatOfAllRuntimes() {
		StealPolicy policy = (thief, sizes, order) -> 0;
		this.contextRunner.withPropertyValues("goroutine.runtimes.io.steal.policy=busiest")
			.withBean(StealPolicy.class, () -> policy)
			.run((context) -> assertThat(context.getBean("ioGoRuntime", GoRuntime.class).stealPolicy())
				.isSameAs(policy));
	}

	@Test
	void disabledWithEverythingElse() {
		this.contextRunner.withPropertyValues("goroutine.enabled=false", "goroutine.runtimes.io.gomaxprocs=1")
			.run((context) -> assertThat(context).doesNotHaveBean(GoRuntime.class)
				.doesNotHaveBean(GoroutineTaskExecutor.class));
	}

	@Test
	void twoRuntimesOfOneNameStopTheStartup() {
		this.contextRunner.withPropertyValues("goroutine.runtimes.io.gomaxprocs=1")
			.withBean("mine", GoRuntime.class, () -> GoRuntime.builder().name("io").build(),
					(definition) -> definition.setFallback(true))
			.run((context) -> assertThat(context).getFailure()
				.hasMessageContaining("'ioGoRuntime'")
				.hasMessageContaining("'mine'")
				.hasMessageContaining("the runtime name 'io'"));
	}

	private static long created(GoRuntime runtime) {
		return runtime.snapshot().totals().created();
	}

	private static @Nullable String burn(CountDownLatch started, CountDownLatch release) {
		started.countDown();
		while (release.getCount() > 0) {
			Thread.onSpinWait();
		}
		return null;
	}

	private static String read(Path pipe, CountDownLatch started) throws IOException {
		started.countDown();
		try (FileInputStream reader = new FileInputStream(pipe.toFile())) {
			return String.valueOf(reader.read());
		}
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
		CompletableFuture<String> onDefault(Callable<String> body) throws Exception {
			return CompletableFuture.completedFuture(body.call());
		}

		@Go("io")
		CompletableFuture<String> onIo(Callable<String> body) throws Exception {
			return CompletableFuture.completedFuture(body.call());
		}

	}

	record Injected(GoRuntime runtime, GoRuntime io, AsyncTaskExecutor ioExecutor, Executor executor,
			TaskExecutor taskExecutor) {

	}

	@Configuration(proxyBeanMethods = false)
	static class InjectionConfiguration {

		@Bean
		Injected injected(GoRuntime anyRuntime, @Qualifier("ioGoRuntime") GoRuntime io,
				@Qualifier("ioTaskExecutor") AsyncTaskExecutor ioExecutor, Executor anyExecutor,
				TaskExecutor anyTaskExecutor) {
			return new Injected(anyRuntime, io, ioExecutor, anyExecutor, anyTaskExecutor);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserRuntimeConfiguration {

		@Bean
		GoRuntime ioGoRuntime() {
			return GoRuntime.builder().name("io").gomaxprocs(4).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserExecutorConfiguration {

		@Bean(defaultCandidate = false)
		AsyncTaskExecutor ioTaskExecutor() {
			return new SimpleAsyncTaskExecutor();
		}

	}

}
