package dev.goroutine.spring.task;

import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

import org.springframework.core.task.TaskDecorator;

/**
 * A body inside what task decorators have wrapped around it. Decorators see a
 * {@link Runnable} that returns; the result and the exception pass them by, as with
 * Spring's own executors. Public for {@code @Go}; not part of the API.
 *
 * @param <T> the type of the result
 */
public final class DecoratedCall<T extends @Nullable Object> implements Callable<T>, Runnable {

	private final Callable<T> body;

	private final Runnable decorated;

	private @Nullable T result;

	private @Nullable Throwable failure;

	private boolean ended;

	private DecoratedCall(Callable<T> body, TaskDecorator decorator) {
		this.body = body;
		this.decorated = decorator.decorate(this);
	}

	/**
	 * Decorates on the calling thread, whose context decorators want to capture.
	 * @param body what to decorate
	 * @param decorator the decorator, or {@code null} for none
	 * @param <T> the type of the result
	 * @return the decorated body, or {@code body} itself without a decorator
	 */
	public static <T extends @Nullable Object> Callable<T> of(Callable<T> body, @Nullable TaskDecorator decorator) {
		return (decorator != null) ? new DecoratedCall<>(body, decorator) : body;
	}

	@Override
	public void run() {
		try {
			this.result = this.body.call();
		}
		catch (Throwable ex) {
			this.failure = ex;
		}
		this.ended = true;
	}

	// The result is null only if the body has returned null.
	@Override
	@SuppressWarnings("NullAway")
	public T call() throws Exception {
		this.decorated.run();
		switch (this.failure) {
			case Exception ex -> throw ex;
			case Error ex -> throw ex;
			case null -> {
			}
			default -> throw Exceptions.<RuntimeException>rethrow(this.failure);
		}
		if (!this.ended) {
			throw new IllegalStateException("A TaskDecorator has dropped the task: " + this.decorated);
		}
		return this.result;
	}

}
