package dev.goroutine.spring;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.CompositeTaskDecorator;

/**
 * Several task decorators as one.
 */
final class TaskDecorators {

	private TaskDecorators() {
	}

	static @Nullable TaskDecorator compose(List<TaskDecorator> decorators) {
		return switch (decorators.size()) {
			case 0 -> null;
			case 1 -> decorators.getFirst();
			default -> new CompositeTaskDecorator(decorators);
		};
	}

}
