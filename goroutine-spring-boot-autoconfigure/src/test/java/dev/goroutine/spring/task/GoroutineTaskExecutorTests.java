package dev.goroutine.spring.task;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.scheduling.GoroutineTaskScheduler;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskRejectedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link GoroutineTaskExecutor}.
 */
class GoroutineTaskExecutorTests {

	private final LinkedBlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();

	private final GoRuntime runtime = GoRuntime.builder()
		.gomaxprocs(2)
		.uncaughtExceptionHandler((thread, ex) -> this.uncaught.add(ex))
		.build();

	private final GoroutineTaskExecutor executor = new GoroutineTaskExecutor(this.runtime);

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	@Test
	void nullIsRefusedAtOnce() {
		this.executor.setTaskDecorators(List.of((task) -> task));
		assertThatIllegalArgumentException().isThrownBy(() -> this.executor.execute(none()))
			.withMessage("task must not be null");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.executor.submit(GoroutineTaskExecutorTests.<Callable<String>>none()))
			.withMessage("task must not be null");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.executor.submit(GoroutineTaskExecutorTests.<Runnable>none()))
			.withMessage("task must not be null");
		assertThatIllegalArgumentException().isThrownBy(() -> new GoroutineTaskExecutor(none()))
			.withMessage("runtime must not be null");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new GoroutineTaskScheduler(this.runtime).schedule(none(), Instant.now()))
			.withMessage("task must not be null");
	}

	@SuppressWarnings({ "NullAway", "TypeParameterUnusedInFormals" })
	private static <T> T none() {
		return null;
	}

	@Test
	void executesOnGoroutine() throws Exception {
		CompletableFuture<Boolean> onGoroutine = new CompletableFuture<>();
		this.executor.execute(() -> onGoroutine.complete(Goroutine.current() != null));
		assertThat(onGoroutine.get(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void exceptionOfExecutedTaskGoesToHandlerOfRuntime() throws Exception {
		IllegalStateException failure = new IllegalStateException("broken");
		this.executor.execute(() -> {
			throw failure;
		});
		assertThat(this.uncaught.poll(30, TimeUnit.SECONDS)).isSameAs(failure);
	}

	@Test
	void futuresCarryResults() throws Exception {
		Runnable nothing = () -> {
		};
		assertThat(this.executor.submit(nothing).get(30, TimeUnit.SECONDS)).isNull();
		assertThat(this.executor.submit(() -> "done").get(30, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.executor.submitCompletable(nothing).get(30, TimeUnit.SECONDS)).isNull();
		assertThat(this.executor.submitCompletable(() -> "done").get(30, TimeUnit.SECONDS)).isEqualTo("done");
	}

	@Test
	void futuresCarryExceptions() {
		IOException failure = new IOException("broken");
		List<Future<String>> futures = List.of(this.executor.submit(() -> {
			throw failure;
		}), this.executor.submitCompletable(() -> {
			throw failure;
		}));
		assertThat(futures).allSatisfy((future) -> assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
			.havingCause()
			.isSameAs(failure));
	}

	@Test
	void cancelInterruptsEveryKindOfFuture() throws Exception {
		for (int kind = 0; kind < 4; kind++) {
			CountDownLatch started = new CountDownLatch(1);
			CountDownLatch interrupted = new CountDownLatch(1);
			Runnable task = () -> {
				started.countDown();
				try {
					Thread.sleep(Duration.ofSeconds(30));
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
				}
			};
			Future<?> future = switch (kind) {
				case 0 -> this.executor.submit(task);
				case 1 -> this.executor.submit(() -> {
					task.run();
					return "";
				});
				case 2 -> this.executor.submitCompletable(task);
				default -> this.executor.submitCompletable(() -> {
					task.run();
					return "";
				});
			};
			assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(future.cancel(true)).isTrue();
			assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
			assertThat(future.isCancelled()).isTrue();
		}
	}

	@Test
	void decoratorsWrapEveryKindOfTask() throws Exception {
		LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
		TaskDecorator inner = (task) -> () -> {
			events.add("inner");
			task.run();
		};
		TaskDecorator outer = (task) -> () -> {
			events.add("outer");
			task.run();
		};
		this.executor.setTaskDecorators(List.of(inner, outer));
		Runnable nothing = () -> {
		};
		this.executor.execute(nothing);
		this.executor.submit(nothing).get(30, TimeUnit.SECONDS);
		assertThat(this.executor.submit(() -> "done").get(30, TimeUnit.SECONDS)).isEqualTo("done");
		this.executor.submitCompletable(nothing).get(30, TimeUnit.SECONDS);
		assertThat(this.executor.submitCompletable(() -> "done").get(30, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(30))).isTrue();
		assertThat(events).hasSize(10).filteredOn("outer"::equals).hasSize(5);
		assertThat(events.peek()).isEqualTo("outer");
	}

	@Test
	void rejectsAfterShutdown() {
		this.runtime.shutdown(Duration.ZERO);
		Runnable nothing = () -> {
		};
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> this.executor.execute(nothing));
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> this.executor.submit(nothing));
		assertThatExceptionOfType(TaskRejectedException.class)
			.isThrownBy(() -> this.executor.submitCompletable(() -> "done"))
			.withMessageContaining("'default'");
	}

}
