package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.GoRuntime;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.annotation.GoAnnotationBeanPostProcessor;
import dev.goroutine.spring.runtime.GoRuntimeLifecycle;
import dev.goroutine.spring.runtime.GoRuntimes;
import dev.goroutine.spring.task.GoroutineTaskExecutor;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.task.TaskDecorator;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for a {@link GoRuntime}, a
 * {@link GoroutineTaskExecutor} and {@link Go @Go} methods.
 * <p>
 * It comes after Boot's task execution, because Boot's own
 * {@code applicationTaskExecutor} gives way to any {@link java.util.concurrent.Executor}
 * that it finds, and ours is one.
 */
@AutoConfiguration(after = TaskExecutionAutoConfiguration.class)
@ConditionalOnBooleanProperty(name = "goroutine.enabled", matchIfMissing = true)
@EnableConfigurationProperties({ GoroutineProperties.class, TaskExecutionProperties.class })
public final class GoroutineAutoConfiguration {

	/**
	 * The name of the task executor on the default runtime.
	 */
	public static final String TASK_EXECUTOR_BEAN_NAME = "goroutineTaskExecutor";

	// A parent's post-processor does not see the beans of this context.
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static GoAnnotationBeanPostProcessor goAnnotationBeanPostProcessor() {
		return new GoAnnotationBeanPostProcessor();
	}

	// The lifecycle of a parent drains the runtimes of the parent.
	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static GoRuntimeLifecycle goroutineRuntimeLifecycle(Environment environment) {
		return ShutdownGraces.bind(environment).lifecycle();
	}

	// The lookup of a parent knows no runtimes of this context.
	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GoRuntimes goRuntimes(ListableBeanFactory beanFactory) {
		return new GoRuntimes(beanFactory);
	}

	// Beside Boot's executor, ours is meant only where it is named. The injection of
	// one or all executors looks at the first flag, a lookup at the second.
	@Bean(name = TASK_EXECUTOR_BEAN_NAME, defaultCandidate = false)
	@Fallback
	@ConditionalOnMissingBean(name = TASK_EXECUTOR_BEAN_NAME)
	GoroutineTaskExecutor goroutineTaskExecutor(GoRuntimes runtimes, ObjectProvider<TaskDecorator> taskDecorators,
			TaskExecutionProperties properties) {
		return defaultTaskExecutor(runtimes, taskDecorators, properties);
	}

	/**
	 * Creates the default executor, whose goroutines are named like Boot's own threads.
	 */
	static GoroutineTaskExecutor defaultTaskExecutor(GoRuntimes runtimes, ObjectProvider<TaskDecorator> taskDecorators,
			TaskExecutionProperties properties) {
		GoroutineTaskExecutor executor = taskExecutor(runtimes.getDefault(), taskDecorators);
		executor.setThreadNamePrefix(properties.getThreadNamePrefix());
		return executor;
	}

	/** Creates an executor with the task decorators that Boot's own would have. */
	static GoroutineTaskExecutor taskExecutor(GoRuntime runtime, ObjectProvider<TaskDecorator> taskDecorators) {
		GoroutineTaskExecutor executor = new GoroutineTaskExecutor(runtime);
		executor.setTaskDecorators(taskDecorators.orderedStream().toList());
		return executor;
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ FurtherRuntimes.class, FurtherRuntimesRegistrar.class })
	static class FurtherRuntimesConfiguration {

		@Bean
		@Lazy(false)
		SwitchesWithoutEffect goroutineSwitchesWithoutEffect(ListableBeanFactory beanFactory, Environment environment,
				GoroutineProperties properties, FurtherRuntimes furtherRuntimes) {
			return new SwitchesWithoutEffect(beanFactory, environment, properties, furtherRuntimes);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(name = GoRuntimes.DEFAULT_RUNTIME_BEAN_NAME)
	static class DefaultRuntimeConfiguration {

		@Bean(name = GoRuntimes.DEFAULT_RUNTIME_BEAN_NAME)
		GoRuntime goroutineRuntime(GoroutineProperties properties, ObjectProvider<StealPolicy> stealPolicy) {
			return GoRuntimeFactory.ofDefault(properties).create(stealPolicy.getIfUnique());
		}

	}

}
