package dev.goroutine.spring.task;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.CompositeTaskDecorator;

/**
 * Several task decorators as one. Public for {@code @Go} and for scheduling; not part of
 * the API.
 */
public final class TaskDecorators {

	private TaskDecorators() {
	}

	/**
	 * Makes one decorator of several, {@code null} of none; the last one is outermost.
	 */
	public static @Nullable TaskDecorator compose(List<TaskDecorator> decorators) {
		return switch (decorators.size()) {
			case 0 -> null;
			case 1 -> decorators.getFirst();
			default -> new CompositeTaskDecorator(decorators);
		};
	}

}
