package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for runtimes that the application defines itself, as plain beans.
 */
class UserRuntimeTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(GoroutineAutoConfiguration.class, TaskExecutionAutoConfiguration.class))
		.withUserConfiguration(MineConfiguration.class);

	@Test
	void standsBesideTheDefaultRuntimeAndBootsExecutor() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBeansOfType(GoRuntime.class)).containsOnlyKeys("mine", "goroutineRuntime");
			assertThat(context).hasBean("applicationTaskExecutor");
			assertThat(context.getBean(Executor.class)).isSameAs(context.getBean("applicationTaskExecutor"));
			assertThat(context.getBean("goroutineTaskExecutor", GoroutineTaskExecutor.class).getRuntime())
				.isSameAs(context.getBean("goroutineRuntime"));
		});
	}

	@Test
	void runtimeIsNoExecutor() {
		assertThat(GoRuntime.class.getInterfaces()).containsExactly(AutoCloseable.class);
	}

	@Test
	void workThatNamesNoRuntimeRunsOnTheDefaultOne() {
		this.contextRunner.withBean(Service.class).run((context) -> {
			context.getBean(Service.class).onDefault().get(30, TimeUnit.SECONDS);
			context.getBean(Service.class).onMine().get(30, TimeUnit.SECONDS);
			assertThat(created(context.getBean("goroutineRuntime", GoRuntime.class))).isOne();
			assertThat(created(context.getBean("mine", GoRuntime.class))).isOne();
		});
	}

	@Test
	void propertiesOfTheDefaultRuntimeHoldBesideIt() {
		this.contextRunner.withPropertyValues("goroutine.gomaxprocs=3")
			.run((context) -> assertThat(context.getBean("goroutineRuntime", GoRuntime.class).gomaxprocs())
				.isEqualTo(3));
	}

	@Test
	void isDrainedWithinTheGrace() {
		AtomicReference<Goroutine<String>> goroutine = new AtomicReference<>();
		AtomicReference<GoRuntime> runtime = new AtomicReference<>();
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(() -> this.contextRunner
			.withPropertyValues("goroutine.shutdown.grace=60s", "spring.lifecycle.timeout-per-shutdown-phase=90s")
			.run((context) -> {
				runtime.set(context.getBean("mine", GoRuntime.class));
				goroutine.set(runtime.get().go(() -> {
					release.await();
					return "done";
				}));
			}), (run) -> Thread.ofPlatform().name("closer").start(run));
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.anyMatch((thread) -> thread.getName().equals("goroutine-shutdown")));
		release.countDown();
		closed.orTimeout(60, TimeUnit.SECONDS).join();
		assertThat(goroutine.get().resultNow()).isEqualTo("done");
		assertThat(catchThrowable(() -> runtime.get().go(() -> "late"))).isInstanceOf(RejectedExecutionException.class);
	}

	/** The grace of the application, and not the 30 s of {@link GoRuntime#close}. */
	@Test
	void isInterruptedAfterTheGraceAndNotClosedTwice() {
		AtomicReference<Goroutine<String>> goroutine = new AtomicReference<>();
		CountDownLatch release = new CountDownLatch(1);
		long start = System.nanoTime();
		this.contextRunner.withPropertyValues("goroutine.shutdown.grace=10ms").run((context) -> {
			goroutine.set(context.getBean("mine", GoRuntime.class).go(() -> ignoreInterrupts(release)));
		});
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(25));
		assertThat(goroutine.get().isCancelled()).isTrue();
		release.countDown();
	}

	@Test
	void graceOfItsNameHoldsForIt() {
		AtomicReference<Goroutine<String>> goroutine = new AtomicReference<>();
		this.contextRunner
			.withPropertyValues("goroutine.shutdown.grace=60s", "goroutine.runtimes.mine.shutdown.grace=10ms")
			.withBean("mineGoRuntime", GoRuntime.class, () -> GoRuntime.builder().name("x").gomaxprocs(1).build())
			.run((context) -> goroutine.set(context.getBean("mine", GoRuntime.class).go(() -> {
				new CountDownLatch(1).await();
				return "never";
			})));
		assertThat(goroutine.get().exceptionNow()).isInstanceOf(InterruptedException.class);
	}

	@Test
	void beanThatFailsAtStartLeavesNoRuntimeBehind() {
		AtomicReference<GoRuntime> mine = new AtomicReference<>();
		AtomicReference<GoRuntime> ours = new AtomicReference<>();
		this.contextRunner.withUserConfiguration(BadConfiguration.class)
			.withBean(Seen.class, () -> new Seen(mine, ours))
			.run((context) -> assertThat(context).hasFailed());
		assertThat(catchThrowable(() -> mine.get().go(() -> "late"))).isInstanceOf(RejectedExecutionException.class);
		assertThat(catchThrowable(() -> ours.get().go(() -> "late"))).isInstanceOf(RejectedExecutionException.class);
	}

	private static String ignoreInterrupts(CountDownLatch release) {
		while (true) {
			try {
				release.await();
				return "done";
			}
			catch (InterruptedException ex) {
				// Goes on, which is what this is for.
			}
		}
	}

	private static long created(GoRuntime runtime) {
		return runtime.snapshot().totals().created();
	}

	@Configuration(proxyBeanMethods = false)
	static class MineConfiguration {

		@Bean
		GoRuntime mine() {
			return GoRuntime.builder().name("mine").gomaxprocs(1).build();
		}

	}

	record Seen(AtomicReference<GoRuntime> mine, AtomicReference<GoRuntime> ours) {

	}

	@Configuration(proxyBeanMethods = false)
	static class BadConfiguration {

		@Bean
		Object bad(Seen seen, GoRuntime mine, GoRuntime goroutineRuntime) {
			seen.mine().set(mine);
			seen.ours().set(goroutineRuntime);
			throw new IllegalStateException("bad");
		}

	}

	static class Service {

		@Go
		public CompletableFuture<String> onDefault() {
			return CompletableFuture.completedFuture("done");
		}

		@Go("mine")
		public CompletableFuture<String> onMine() {
			return CompletableFuture.completedFuture("done");
		}

	}

}
