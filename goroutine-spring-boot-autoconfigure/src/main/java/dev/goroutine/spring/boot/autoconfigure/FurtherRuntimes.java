package dev.goroutine.spring.boot.autoconfigure;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.goroutine.GoRuntime;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.task.GoroutineTaskExecutor;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.task.TaskDecorator;

/**
 * Makes the beans of the runtimes under {@code goroutine.runtimes}. The definitions that
 * {@link FurtherRuntimesRegistrar} registers name the methods of this class.
 */
final class FurtherRuntimes {

	private final GoroutineProperties properties;

	private final ObjectProvider<StealPolicy> stealPolicy;

	private final ObjectProvider<TaskDecorator> taskDecorators;

	private final Set<Object> made = ConcurrentHashMap.newKeySet();

	FurtherRuntimes(GoroutineProperties properties, ObjectProvider<StealPolicy> stealPolicy,
			ObjectProvider<TaskDecorator> taskDecorators) {
		this.properties = properties;
		this.stealPolicy = stealPolicy;
		this.taskDecorators = taskDecorators;
	}

	GoRuntime runtime(String name) {
		GoRuntime runtime = GoRuntimeFactory.of(name, this.properties).create(this.stealPolicy.getIfUnique());
		this.made.add(runtime);
		return runtime;
	}

	/** Whether a runtime was made here and is not the application's own. */
	boolean made(Object runtime) {
		return this.made.contains(runtime);
	}

	GoroutineTaskExecutor taskExecutor(GoRuntime runtime) {
		return GoroutineAutoConfiguration.taskExecutor(runtime, this.taskDecorators);
	}

}
