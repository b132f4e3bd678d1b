package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.GoRuntime;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.GoroutineTaskExecutor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.task.TaskDecorator;

/**
 * Makes the beans of the runtimes under {@code goroutine.runtimes}. Their definitions,
 * which {@link FurtherRuntimesRegistrar} registers, name its methods.
 */
final class FurtherRuntimes {

	private final GoroutineProperties properties;

	private final ObjectProvider<StealPolicy> stealPolicy;

	private final ObjectProvider<TaskDecorator> taskDecorators;

	FurtherRuntimes(GoroutineProperties properties, ObjectProvider<StealPolicy> stealPolicy,
			ObjectProvider<TaskDecorator> taskDecorators) {
		this.properties = properties;
		this.stealPolicy = stealPolicy;
		this.taskDecorators = taskDecorators;
	}

	GoRuntime runtime(String name) {
		return GoRuntimeFactory.of(name, this.properties).create(this.stealPolicy.getIfUnique());
	}

	GoroutineTaskExecutor taskExecutor(GoRuntime runtime) {
		return GoroutineAutoConfiguration.taskExecutor(runtime, this.taskDecorators);
	}

}
