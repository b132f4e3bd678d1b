package dev.goroutine.spring.boot.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.AsyncTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the names of the threads that tasks run on.
 */
class ThreadNamesTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GoroutineApplicationExecutorAutoConfiguration.class,
				GoroutineAutoConfiguration.class, TaskExecutionAutoConfiguration.class));

	@ParameterizedTest
	@ValueSource(strings = { "dedicated", "application" })
	void areThoseOfBootsExecutor(String mode) {
		this.contextRunner.withPropertyValues("goroutine.executor.mode=" + mode)
			.run((context) -> assertThat(
					names(context.getBean(GoroutineAutoConfiguration.TASK_EXECUTOR_BEAN_NAME, AsyncTaskExecutor.class)))
				.containsExactly("task-1", "task-2", "task-3", "task-4", "task-5"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "dedicated", "application" })
	void haveThePrefixOfTheProperties(String mode) {
		this.contextRunner
			.withPropertyValues("goroutine.executor.mode=" + mode, "spring.task.execution.thread-name-prefix=mine-")
			.run((context) -> assertThat(
					names(context.getBean(GoroutineAutoConfiguration.TASK_EXECUTOR_BEAN_NAME, AsyncTaskExecutor.class)))
				.containsExactly("mine-1", "mine-2", "mine-3", "mine-4", "mine-5"));
	}

	@Test
	void haveTheNameOfAFurtherRuntime() {
		this.contextRunner
			.withPropertyValues("goroutine.runtimes.io.gomaxprocs=1", "spring.task.execution.thread-name-prefix=mine-")
			.run((context) -> assertThat(names(context.getBean("ioTaskExecutor", AsyncTaskExecutor.class)))
				.containsExactly("io-1", "io-2", "io-3", "io-4", "io-5"));
	}

	private static String[] names(AsyncTaskExecutor executor) throws Exception {
		CompletableFuture<String> executed = new CompletableFuture<>();
		CompletableFuture<String> submitted = new CompletableFuture<>();
		CompletableFuture<String> completed = new CompletableFuture<>();
		executor.execute(() -> executed.complete(Thread.currentThread().getName()));
		executor.submit(() -> {
			submitted.complete(Thread.currentThread().getName());
		});
		String called = executor.submit(() -> Thread.currentThread().getName()).get(30, TimeUnit.SECONDS);
		executor.submitCompletable(() -> {
			completed.complete(Thread.currentThread().getName());
		});
		String supplied = executor.submitCompletable(() -> Thread.currentThread().getName()).get(30, TimeUnit.SECONDS);
		return new String[] { executed.get(30, TimeUnit.SECONDS), submitted.get(30, TimeUnit.SECONDS), called,
				completed.get(30, TimeUnit.SECONDS), supplied };
	}

}
