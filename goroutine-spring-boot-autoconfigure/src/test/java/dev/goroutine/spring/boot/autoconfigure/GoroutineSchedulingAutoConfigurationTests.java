package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.scheduling.GoroutineTaskScheduler;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoroutineSchedulingAutoConfiguration}.
 */
class GoroutineSchedulingAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(GoroutineAutoConfiguration.class, GoroutineSchedulingAutoConfiguration.class,
						TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withUserConfiguration(SchedulingConfiguration.class);

	private final ApplicationContextRunner enabled = this.contextRunner
		.withPropertyValues("goroutine.scheduling.enabled=true");

	@Test
	void isOffByDefault() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean("taskScheduler")).isInstanceOf(ThreadPoolTaskScheduler.class));
	}

	@Test
	void replacesBootsScheduler() {
		this.enabled.run((context) -> {
			assertThat(context).hasSingleBean(TaskScheduler.class);
			assertThat(context.getBean("taskScheduler")).isInstanceOf(GoroutineTaskScheduler.class);
			assertThat(context).hasBean("applicationTaskExecutor");
		});
	}

	@Test
	void replacesBootsSchedulerOnVirtualThreads() {
		this.contextRunner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean("taskScheduler"))
				.isInstanceOf(SimpleAsyncTaskScheduler.class));
		this.enabled.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(TaskScheduler.class)
				.hasSingleBean(GoroutineTaskScheduler.class));
	}

	@Test
	void backsOffWithoutEnableScheduling() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class,
					GoroutineSchedulingAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
			.withPropertyValues("goroutine.scheduling.enabled=true")
			.run((context) -> assertThat(context).doesNotHaveBean(TaskScheduler.class));
	}

	@Test
	void backsOffWithoutRuntime() {
		this.enabled.withPropertyValues("goroutine.enabled=false")
			.run((context) -> assertThat(context.getBean("taskScheduler")).isInstanceOf(ThreadPoolTaskScheduler.class));
	}

	@Test
	void standsBesideAnotherScheduler() {
		this.enabled.withUserConfiguration(OwnSchedulerConfiguration.class, TasksConfiguration.class)
			.withPropertyValues("spring.task.scheduling.thread-name-prefix=nightly-")
			.run((context) -> {
				assertThat(context.getBeansOfType(TaskScheduler.class)).containsOnlyKeys("mine", "taskScheduler");
				assertThat(context.getBean(Tasks.class).delayed.poll(60, TimeUnit.SECONDS)).startsWith("nightly-");
				context.getBean(Tasks.class).stop.countDown();
			});
	}

	@Test
	void standsBesideAScheduledExecutorService() {
		this.enabled.withUserConfiguration(OwnExecutorConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(GoroutineTaskScheduler.class)
				.hasSingleBean(ScheduledExecutorService.class));
	}

	@Test
	void backsOffForTheApplicationsOwnSchedulerOfThatName() {
		this.enabled.withBean("taskScheduler", SimpleAsyncTaskScheduler.class, SimpleAsyncTaskScheduler::new)
			.run((context) -> assertThat(context).hasSingleBean(TaskScheduler.class)
				.doesNotHaveBean(GoroutineTaskScheduler.class));
	}

	@Test
	void scheduledMethodsRunOnGoroutinesOfTheirOwn() {
		this.enabled.withPropertyValues("goroutine.gomaxprocs=1", "spring.task.scheduling.thread-name-prefix=nightly-")
			.withUserConfiguration(TasksConfiguration.class)
			.run((context) -> {
				Tasks tasks = context.getBean(Tasks.class);
				assertThat(tasks.busy.await(60, TimeUnit.SECONDS)).isTrue();
				for (LinkedBlockingQueue<String> queue : List.of(tasks.delayed, tasks.rated, tasks.cron, tasks.once)) {
					assertThat(queue.poll(60, TimeUnit.SECONDS)).startsWith("nightly-");
				}
				assertThat(tasks.delayed.poll(60, TimeUnit.SECONDS)).isNotNull();
				tasks.stop.countDown();
			});
	}

	@Test
	void taskDecoratorsWrapScheduledMethods() {
		LinkedBlockingQueue<Runnable> decorated = new LinkedBlockingQueue<>();
		this.enabled.withUserConfiguration(TasksConfiguration.class).withBean(TaskDecorator.class, () -> (task) -> {
			decorated.add(task);
			return task;
		}).run((context) -> {
			context.getBean(Tasks.class).stop.countDown();
			assertThat(decorated).hasSize(5);
		});
	}

	@Test
	void shutdownStopsScheduledMethods() {
		GoRuntime[] runtime = new GoRuntime[1];
		this.enabled.withPropertyValues("goroutine.shutdown.grace=60s")
			.withUserConfiguration(TasksConfiguration.class)
			.run((context) -> {
				runtime[0] = context.getBean(GoRuntime.class);
				context.getBean(Tasks.class).stop.countDown();
			});
		// Not one of them was left to be interrupted.
		assertThat(runtime[0].snapshot().goroutines().alive()).isZero();
		assertThat(runtime[0].snapshot().totals().failed()).isZero();
	}

	@Test
	void awaitsTerminationIfAsked() {
		LinkedBlockingQueue<String> ends = new LinkedBlockingQueue<>();
		this.enabled
			.withPropertyValues("goroutine.shutdown.grace=0s", "spring.lifecycle.timeout-per-shutdown-phase=1ms",
					"spring.task.scheduling.shutdown.await-termination=true",
					"spring.task.scheduling.shutdown.await-termination-period=60s")
			.run((context) -> {
				CountDownLatch begun = new CountDownLatch(1);
				Thread closer = Thread.currentThread();
				context.getBean(TaskScheduler.class).schedule(() -> {
					begun.countDown();
					try {
						while (!awaitsTermination(closer)) {
							Goroutine.sleep(Duration.ofMillis(1));
						}
						ends.add("ended");
					}
					catch (InterruptedException ex) {
						ends.add("interrupted");
					}
				}, Instant.now());
				assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
			});
		assertThat(ends).containsExactly("ended");
	}

	private static boolean awaitsTermination(Thread thread) {
		return Arrays.stream(thread.getStackTrace()).anyMatch((frame) -> frame.getMethodName().equals("awaitEmpty"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnSchedulerConfiguration {

		@Bean
		TaskScheduler mine() {
			return new SimpleAsyncTaskScheduler();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExecutorConfiguration {

		@Bean
		ScheduledExecutorService mine() {
			return new ScheduledThreadPoolExecutor(1);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TasksConfiguration {

		@Bean
		Tasks tasks() {
			return new Tasks();
		}

	}

	static class Tasks {

		private final CountDownLatch busy = new CountDownLatch(1);

		private final CountDownLatch stop = new CountDownLatch(1);

		private final LinkedBlockingQueue<String> delayed = new LinkedBlockingQueue<>();

		private final LinkedBlockingQueue<String> rated = new LinkedBlockingQueue<>();

		private final LinkedBlockingQueue<String> cron = new LinkedBlockingQueue<>();

		private final LinkedBlockingQueue<String> once = new LinkedBlockingQueue<>();

		@Scheduled(fixedDelay = 1)
		void busy() {
			this.busy.countDown();
			while (this.stop.getCount() > 0) {
				Thread.onSpinWait();
			}
		}

		@Scheduled(fixedDelay = 5)
		void delayed() {
			this.delayed.add(name());
		}

		@Scheduled(fixedRate = 5)
		void rated() {
			this.rated.add(name());
		}

		@Scheduled(cron = "* * * * * *")
		void cron() {
			this.cron.add(name());
		}

		@Scheduled(initialDelay = 5)
		void once() {
			this.once.add(name());
		}

		private static String name() {
			Goroutine<?> goroutine = Goroutine.current();
			return (goroutine != null) ? goroutine.name() : "no goroutine";
		}

	}

}
