package dev.goroutine.spring.task;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import org.jspecify.annotations.Nullable;

import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.util.Assert;

/**
 * Runs each task on a goroutine of its own. Nothing is pooled and nothing is limited; how
 * many run at once is the runtime's GOMAXPROCS.
 * <p>
 * All futures are interrupted by {@link Future#cancel cancel(true)}, those of
 * {@code submitCompletable} too. They fail as those of Spring's own executors do: a stage
 * that depends on a future of {@code submitCompletable} sees a
 * {@link java.util.concurrent.CompletionException}. Safe for use by several threads. The
 * executor does not own its runtime and need not be closed.
 */
public class GoroutineTaskExecutor implements AsyncTaskExecutor {

	private final GoRuntime runtime;

	private final AtomicLong count = new AtomicLong();

	private volatile String threadNamePrefix;

	private volatile @Nullable TaskDecorator taskDecorator;

	/**
	 * Creates the executor.
	 * @param runtime the runtime to run tasks on
	 */
	public GoroutineTaskExecutor(GoRuntime runtime) {
		Assert.notNull(runtime, "runtime must not be null");
		this.runtime = runtime;
		this.threadNamePrefix = runtime.name() + "-";
	}

	/**
	 * Sets what the names of the goroutines begin with, before a number.
	 * @param threadNamePrefix the prefix, by default the name of the runtime and a hyphen
	 */
	public void setThreadNamePrefix(String threadNamePrefix) {
		Assert.notNull(threadNamePrefix, "threadNamePrefix must not be null");
		this.threadNamePrefix = threadNamePrefix;
	}

	/**
	 * Sets what wraps every task, on the thread that submits it.
	 * @param taskDecorators the decorators, applied one after the other, so that the last
	 * one is outermost
	 */
	public void setTaskDecorators(List<TaskDecorator> taskDecorators) {
		this.taskDecorator = TaskDecorators.compose(taskDecorators);
	}

	/**
	 * The runtime that tasks run on.
	 * @return the runtime
	 */
	public GoRuntime getRuntime() {
		return this.runtime;
	}

	/**
	 * Runs the task. What it throws goes to the runtime's handler of uncaught exceptions.
	 * @param task the task
	 * @throws TaskRejectedException if the runtime was shut down
	 */
	@Override
	public void execute(Runnable task) {
		Assert.notNull(task, "task must not be null");
		TaskDecorator decorator = this.taskDecorator;
		try {
			this.runtime.execute(nextName(), (decorator != null) ? decorator.decorate(task) : task);
		}
		catch (RejectedExecutionException ex) {
			throw rejected(task, ex);
		}
	}

	@Override
	public Future<?> submit(Runnable task) {
		Assert.notNull(task, "task must not be null");
		return start(Executors.callable(task), task);
	}

	@Override
	public <T extends @Nullable Object> Future<T> submit(Callable<T> task) {
		return start(task, task);
	}

	@Override
	public CompletableFuture<Void> submitCompletable(Runnable task) {
		Assert.notNull(task, "task must not be null");
		return start(Executors.<Void>callable(task, null), task).toCompletableFuture();
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> submitCompletable(Callable<T> task) {
		return start(task, task).toCompletableFuture();
	}

	private <T extends @Nullable Object> Goroutine<T> start(Callable<T> body, Object task) {
		Assert.notNull(body, "task must not be null");
		try {
			return this.runtime.go(nextName(), DecoratedCall.of(body, this.taskDecorator));
		}
		catch (RejectedExecutionException ex) {
			throw rejected(task, ex);
		}
	}

	private String nextName() {
		return this.threadNamePrefix + this.count.incrementAndGet();
	}

	private TaskRejectedException rejected(Object task, RejectedExecutionException ex) {
		return new TaskRejectedException("The runtime '" + this.runtime.name() + "' did not accept the task " + task,
				ex);
	}

}
