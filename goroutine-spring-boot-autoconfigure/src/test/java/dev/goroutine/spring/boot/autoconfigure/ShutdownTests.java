package dev.goroutine.spring.boot.autoconfigure;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for how an application ends: what work in flight may do until then, and that
 * whatever calls for the end is not waited for.
 */
class ShutdownTests {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("goroutine.executor.mode=application", "goroutine.scheduling.enabled=true",
					"goroutine.shutdown.grace=100s", "spring.lifecycle.timeout-per-shutdown-phase=110s")
			.run();
	}

	@ParameterizedTest
	@EnumSource
	void workInFlightStartsChildrenUntilTheGraceEnds(Start child) throws Exception {
		ConfigurableApplicationContext context = start();
		CountDownLatch release = new CountDownLatch(1);
		GoRuntime runtime = context.getBean(GoRuntime.class);
		Goroutine<String> parent = runtime.go(() -> {
			release.await();
			CompletableFuture<String> result = new CompletableFuture<>();
			child.start(context, () -> result.complete("done"));
			return result.get();
		});
		Thread closer = Thread.ofPlatform().start(context::close);
		Awaitility.await()
			.atMost(SOON)
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.anyMatch((thread) -> thread.getName().equals("goroutine-shutdown")));
		release.countDown();
		assertThat(parent.get(60, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(closer.join(Duration.ofSeconds(60))).isTrue();
	}

	@ParameterizedTest
	@EnumSource
	void whateverClosesTheContextIsNotWaitedFor(Start start) throws Exception {
		closes(start, (context, result) -> () -> {
			context.close();
			result.complete(!Thread.currentThread().isInterrupted());
		});
	}

	@ParameterizedTest
	@EnumSource
	void whateverExitsTheApplicationIsNotWaitedFor(Start start) throws Exception {
		closes(start, (context, result) -> () -> result
			.complete(SpringApplication.exit(context) == 0 && !Thread.currentThread().isInterrupted()));
	}

	private static void closes(Start start,
			BiFunction<ConfigurableApplicationContext, CompletableFuture<Boolean>, Runnable> body) throws Exception {
		ConfigurableApplicationContext context = start();
		CompletableFuture<Boolean> result = new CompletableFuture<>();
		start.start(context, body.apply(context, result));
		assertThat(result.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(context.isActive()).isFalse();
	}

	/** The others are drained all the same. */
	@Test
	void whatRunsBesideIsWaitedFor() throws Exception {
		ConfigurableApplicationContext context = start();
		GoRuntime runtime = context.getBean(GoRuntime.class);
		CountDownLatch closing = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		Goroutine<String> other = runtime.go(() -> {
			release.await();
			return "done";
		});
		Goroutine<Boolean> closer = runtime.go(() -> {
			closing.countDown();
			context.close();
			return other.isDone();
		});
		closing.await();
		release.countDown();
		assertThat(closer.get(60, TimeUnit.SECONDS)).isTrue();
		assertThat(other.get()).isEqualTo("done");
	}

	enum Start {

		GO {

			@Override
			void start(ConfigurableApplicationContext context, Runnable body) {
				context.getBean(Service.class).go(body);
			}

		},

		GO_WITH_TIMEOUT {

			@Override
			void start(ConfigurableApplicationContext context, Runnable body) {
				context.getBean(Service.class).goWithTimeout(body);
			}

		},

		ASYNC {

			@Override
			void start(ConfigurableApplicationContext context, Runnable body) {
				context.getBean(Service.class).async(body);
			}

		},

		EXECUTE {

			@Override
			void start(ConfigurableApplicationContext context, Runnable body) {
				context.getBean(GoroutineTaskExecutor.class).execute(body);
			}

		},

		SUBMIT {

			@Override
			void start(ConfigurableApplicationContext context, Runnable body) {
				context.getBean(GoroutineTaskExecutor.class).submitCompletable(body);
			}

		},

		FURTHER_RUNTIME {

			@Override
			void start(ConfigurableApplicationContext context, Runnable body) {
				context.getBean(Service.class).onIo(body);
			}

		};

		abstract void start(ConfigurableApplicationContext context, Runnable body);

	}

	@Test
	void scheduledTaskThatClosesTheContextIsNotWaitedFor() throws Exception {
		for (String await : Stream.of("false", "true").toList()) {
			ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
				.web(WebApplicationType.NONE)
				.properties("goroutine.scheduling.enabled=true", "goroutine.shutdown.grace=100s",
						"spring.lifecycle.timeout-per-shutdown-phase=110s",
						"spring.task.scheduling.shutdown.await-termination=" + await,
						"spring.task.scheduling.shutdown.await-termination-period=100s")
				.run();
			CompletableFuture<Boolean> result = new CompletableFuture<>();
			Future<?> scheduled = context.getBean(TaskScheduler.class).schedule(() -> {
				context.close();
				result.complete(!Thread.currentThread().isInterrupted());
			}, Instant.now());
			assertThat(result.get(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
			assertThat(scheduled.isCancelled()).isFalse();
		}
	}

	/** The JVM ends after its shutdown hooks, of which one closes the context. */
	@ParameterizedTest
	@ValueSource(strings = { "GO", "EXECUTE", "FURTHER_RUNTIME", "SCHEDULED" })
	void whateverCallsSystemExitIsNotWaitedFor(String start, @TempDir Path directory) throws Exception {
		Path output = directory.resolve("output");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "--add-opens=java.base/java.lang=ALL-UNNAMED",
				"--add-opens=java.base/jdk.internal.vm=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
				Exits.class.getName(), start)
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isEqualTo(3);
			assertThat(output).content().doesNotContain(" WARN ").contains("closed");
		}
		finally {
			process.destroyForcibly();
		}
	}

	static final class Exits {

		public static void main(String[] args) throws InterruptedException {
			ConfigurableApplicationContext context = start();
			context.addApplicationListener((ContextClosedEvent event) -> System.out.println("closed"));
			if (args[0].equals("SCHEDULED")) {
				context.getBean(TaskScheduler.class).schedule(() -> System.exit(3), Instant.now());
			}
			else {
				Start.valueOf(args[0]).start(context, () -> System.exit(3));
			}
			Thread.currentThread().join();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GoroutineApplicationExecutorAutoConfiguration.class, GoroutineAutoConfiguration.class,
			GoroutineSchedulingAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
			TaskSchedulingAutoConfiguration.class })
	@EnableAsync
	@EnableScheduling
	@Import({ Service.class, IoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	static class IoConfiguration {

		@Bean
		@Fallback
		GoRuntime ioRuntime() {
			return GoRuntime.builder().name("io").gomaxprocs(1).build();
		}

	}

	static class Service {

		@Go
		public void go(Runnable body) {
			body.run();
		}

		@Go(timeout = "100s")
		public CompletableFuture<Boolean> goWithTimeout(Runnable body) {
			body.run();
			return CompletableFuture.completedFuture(true);
		}

		@Go("io")
		public void onIo(Runnable body) {
			body.run();
		}

		@Async
		public void async(Runnable body) {
			body.run();
		}

	}

}
