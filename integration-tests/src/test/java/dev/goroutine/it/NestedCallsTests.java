package dev.goroutine.it;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static dev.goroutine.it.Goroutines.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that wait for calls that wait: 100 deep. A pool of 8 threads runs 8 of them,
 * which wait for the ninth for ever; goroutines that wait hold nothing that the next one
 * needs.
 */
class NestedCallsTests {

	private static final int DEPTH = 100;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class, AopAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@Test
	void goroutinesFinishOnOneProcessor() {
		this.contextRunner.withPropertyValues("goroutine.gomaxprocs=1").run((context) -> {
			assertThat(get(context.getBean(OnGoroutines.class).call(DEPTH))).isEqualTo(DEPTH);
			assertThat(context.getBean(GoRuntime.class).snapshot().totals().created()).isEqualTo(DEPTH + 1);
		});
	}

	@Test
	void threadPoolDeadlocks() {
		this.contextRunner.run((context) -> {
			ThreadPoolTaskExecutor pool = context.getBean("applicationTaskExecutor", ThreadPoolTaskExecutor.class);
			Future<Integer> future = context.getBean(OnThreads.class).call(DEPTH);
			// All its threads wait for one call each, the last of which is in its queue.
			Awaitility.await().until(() -> pool.getThreadPoolExecutor().getTaskCount() == pool.getCorePoolSize() + 1);
			assertThat(pool.getActiveCount()).isEqualTo(pool.getCorePoolSize()).isEqualTo(8);
			assertThat(pool.getThreadPoolExecutor().getQueue()).hasSize(1);
			assertThat(pool.getThreadPoolExecutor().getCompletedTaskCount()).isZero();
			assertThat(future).isNotDone();
			pool.getThreadPoolExecutor().shutdownNow();
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	@Import({ OnGoroutines.class, OnThreads.class })
	static class Application {

	}

	static class OnGoroutines {

		private final ObjectProvider<OnGoroutines> self;

		OnGoroutines(ObjectProvider<OnGoroutines> self) {
			this.self = self;
		}

		@Go
		public CompletableFuture<Integer> call(int depth) throws Exception {
			int below = (depth > 0) ? this.self.getObject().call(depth - 1).get() + 1 : 0;
			return CompletableFuture.completedFuture(below);
		}

	}

	static class OnThreads {

		private final ObjectProvider<OnThreads> self;

		OnThreads(ObjectProvider<OnThreads> self) {
			this.self = self;
		}

		@Async
		public CompletableFuture<Integer> call(int depth) throws Exception {
			int below = (depth > 0) ? this.self.getObject().call(depth - 1).get() + 1 : 0;
			return CompletableFuture.completedFuture(below);
		}

	}

}
