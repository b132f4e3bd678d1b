package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;

import dev.goroutine.spring.runtime.GoRuntimes;
import dev.goroutine.spring.scheduling.GoroutineTaskScheduler;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import org.springframework.scheduling.config.TaskSchedulerRouter;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for {@code @Scheduled} methods on
 * goroutines: the {@code taskScheduler} that Boot would make. It comes before Boot's,
 * which gives way to any scheduler. Ours gives way to a bean of its name only: Spring
 * looks for that name beside other schedulers, such as that of STOMP.
 * <p>
 * Of {@code spring.task.scheduling} it takes the name prefix and how to shut down. There
 * is no pool that could have a size, and no limit.
 */
@AutoConfiguration(after = GoroutineAutoConfiguration.class, before = TaskSchedulingAutoConfiguration.class)
@ConditionalOnBooleanProperty("goroutine.scheduling.enabled")
@ConditionalOnBean(value = GoRuntimes.class, name = TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)
@ConditionalOnMissingBean(name = TaskSchedulerRouter.DEFAULT_TASK_SCHEDULER_BEAN_NAME)
@EnableConfigurationProperties(TaskSchedulingProperties.class)
public final class GoroutineSchedulingAutoConfiguration {

	@Bean(name = TaskSchedulerRouter.DEFAULT_TASK_SCHEDULER_BEAN_NAME)
	GoroutineTaskScheduler taskScheduler(GoRuntimes runtimes, TaskSchedulingProperties properties,
			ObjectProvider<TaskDecorator> taskDecorators) {
		GoroutineTaskScheduler scheduler = new GoroutineTaskScheduler(runtimes.getDefault());
		scheduler.setThreadNamePrefix(properties.getThreadNamePrefix());
		scheduler.setTaskDecorators(taskDecorators.orderedStream().toList());
		Duration period = properties.getShutdown().getAwaitTerminationPeriod();
		if (properties.getShutdown().isAwaitTermination() && period != null) {
			scheduler.setAwaitTermination(period);
		}
		return scheduler;
	}

}
