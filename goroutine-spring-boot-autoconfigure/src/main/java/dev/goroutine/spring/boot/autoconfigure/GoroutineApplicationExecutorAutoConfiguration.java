package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.spring.runtime.GoRuntimes;
import dev.goroutine.spring.task.GoroutineTaskExecutor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for
 * {@code goroutine.executor.mode=application}: our task executor takes the place of
 * Boot's {@code applicationTaskExecutor} and does the work of all parts that use it.
 * <p>
 * It comes before Boot's own, which gives way to any executor. An application that
 * defines one of the two names itself keeps its own.
 */
@AutoConfiguration(before = TaskExecutionAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "goroutine.enabled", matchIfMissing = true)
@ConditionalOnProperty(name = "goroutine.executor.mode", havingValue = "application")
public final class GoroutineApplicationExecutorAutoConfiguration {

	private static final String ASYNC_BEAN_NAME = "taskExecutor";

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(name = { TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME,
			GoroutineAutoConfiguration.TASK_EXECUTOR_BEAN_NAME })
	@Import(ForcedExecutorCheck.class)
	static class ExecutorConfiguration {

		@Bean(name = { TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME,
				GoroutineAutoConfiguration.TASK_EXECUTOR_BEAN_NAME })
		GoroutineTaskExecutor applicationTaskExecutor(GoRuntimes runtimes, ObjectProvider<TaskDecorator> taskDecorators,
				TaskExecutionProperties properties) {
			return GoroutineAutoConfiguration.defaultTaskExecutor(runtimes, taskDecorators, properties);
		}

		/**
		 * Boot's configuration of {@code @Async} goes with Boot's executor. Without it,
		 * and with a scheduler or another executor beside ours, {@code @Async} asks for
		 * this name.
		 */
		@Bean
		static BeanFactoryPostProcessor goroutineTaskExecutorAliasPostProcessor() {
			return (beanFactory) -> {
				if (!beanFactory.containsBean(ASYNC_BEAN_NAME)) {
					beanFactory.registerAlias(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME,
							ASYNC_BEAN_NAME);
				}
			};
		}

	}

	/**
	 * Does not depend on the configuration above: the executor may be the parent
	 * context's.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(WebFluxConfigurer.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class BlockingExecutionConfiguration {

		/** Does what Boot does for virtual threads only, and as early as Boot's own. */
		@Bean
		@Order(0)
		WebFluxConfigurer goroutineBlockingExecutionConfigurer(
				@Qualifier(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME) ObjectProvider<AsyncTaskExecutor> executors) {
			return new WebFluxConfigurer() {

				@Override
				public void configureBlockingExecution(BlockingExecutionConfigurer configurer) {
					if (executors.getIfAvailable() instanceof GoroutineTaskExecutor executor) {
						configurer.setExecutor(executor);
					}
				}

			};
		}

	}

}
