package dev.goroutine.it;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.test.util.AopTestUtils;

import static dev.goroutine.it.Goroutines.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code @Go} and {@code @Scheduled} on one method: Spring's scheduler starts a goroutine
 * each time, and its one thread is free at once.
 */
class ScheduledTests {

	@Test
	void everyRunIsAGoroutineThatHoldsUpNobody() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class, AopAutoConfiguration.class,
					TaskSchedulingAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.run((context) -> {
				Jobs jobs = AopTestUtils.getTargetObject(context.getBean(Jobs.class));
				await(jobs.stuck);
				await(jobs.ticks);
				assertThat(jobs.release.getCount()).isOne();
				jobs.release.countDown();
			});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	@Import(Jobs.class)
	static class Application {

	}

	static class Jobs {

		/** Three runs of one job are in there at once. */
		final CountDownLatch stuck = new CountDownLatch(3);

		final CountDownLatch release = new CountDownLatch(1);

		final CountDownLatch ticks = new CountDownLatch(5);

		private final AtomicInteger runs = new AtomicInteger();

		@Go
		@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.MILLISECONDS)
		public void getStuck() throws InterruptedException {
			Goroutines.current();
			if (this.runs.incrementAndGet() <= 3) {
				this.stuck.countDown();
				this.release.await();
			}
		}

		@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.MILLISECONDS)
		public void tick() {
			this.ticks.countDown();
		}

	}

}
