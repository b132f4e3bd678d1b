package dev.goroutine.spring.annotation;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests that work ends for who waits for it as on Spring's own executors, whichever way
 * it was given to a goroutine.
 */
class LikeSpringTests {

	private static final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	private final ThreadPoolTaskExecutor pool = new ThreadPoolTaskExecutor();

	private final SimpleAsyncTaskExecutor simple = new SimpleAsyncTaskExecutor();

	private final GoroutineTaskExecutor ours = new GoroutineTaskExecutor(runtime);

	@BeforeEach
	void startPool() {
		this.pool.initialize();
	}

	@AfterEach
	void closePool() {
		this.pool.shutdown();
	}

	@AfterAll
	static void close() {
		assertThat(runtime.shutdown(Duration.ZERO)).isTrue();
	}

	static Stream<Throwable> failures() {
		return Stream.of(new IOException("broken"), new IllegalStateException("broken"), new AssertionError("broken"),
				new TimeoutException("its own"), new CancellationException("its own"),
				new CompletionException(new IOException("broken")), new ExecutionException(new IOException("broken")));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void taskOfExecutorFailsAlike(Throwable failure) throws Exception {
		Callable<String> body = () -> fail(failure);
		Runnable task = () -> fail(failure);
		assertThat(ofFuture(this.ours.submit(body))).isEqualTo(ofFuture(this.simple.submit(body)))
			.isEqualTo(ofFuture(this.pool.submit(body)));
		assertThat(ofFuture(this.ours.submit(task))).isEqualTo(ofFuture(this.simple.submit(task)))
			.isEqualTo(ofFuture(this.pool.submit(task)));
		assertThat(ofStage(() -> this.ours.submitCompletable(body)))
			.isEqualTo(ofStage(() -> this.simple.submitCompletable(body)))
			.isEqualTo(ofStage(() -> this.pool.submitCompletable(body)));
		assertThat(ofStage(() -> this.ours.submitCompletable(task)))
			.isEqualTo(ofStage(() -> this.simple.submitCompletable(task)))
			.isEqualTo(ofStage(() -> this.pool.submitCompletable(task)));
	}

	@ParameterizedTest
	@MethodSource("failures")
	void asyncMethodFailsAlike(Throwable failure) throws Exception {
		try (AnnotationConfigApplicationContext spring = start(this.simple);
				AnnotationConfigApplicationContext goroutines = start(this.ours)) {
			Asynchronous theirs = spring.getBean(Asynchronous.class);
			Asynchronous async = goroutines.getBean(Asynchronous.class);
			// It unwraps what the method itself has thrown, which @Go does not.
			Throwable thrown = (failure instanceof ExecutionException) ? new IOException("broken") : failure;
			Going going = goroutines.getBean(Going.class);
			List<Object> expected = ofStage(() -> theirs.completable(failure));
			assertThat(ofStage(() -> async.completable(failure))).isEqualTo(expected);
			assertThat(ofStage(() -> going.completable(thrown))).isEqualTo(expected);
			assertThat(ofStage(() -> going.goroutine(thrown).toCompletableFuture())).isEqualTo(expected);
			expected = ofFuture(theirs.future(failure));
			assertThat(ofFuture(async.future(failure))).isEqualTo(expected);
			assertThat(ofFuture(going.future(thrown))).isEqualTo(expected);
			assertThat(ofFuture(going.goroutine(thrown))).isEqualTo(expected);
			expected = ofStage(() -> theirs.failed(failure));
			assertThat(ofStage(() -> async.failed(failure))).isEqualTo(expected);
			if (!(failure instanceof CancellationException)) {
				// That is a future which was cancelled, and so is the call.
				assertThat(ofStage(() -> going.failed(failure))).isEqualTo(expected);
			}
		}
	}

	@Test
	void cancelledWorkIsCancelledForAll() throws Exception {
		CountDownLatch never = new CountDownLatch(1);
		Callable<String> body = () -> {
			never.await();
			return "";
		};
		List<Object> future = cancelled(this.simple.submit(body));
		assertThat(cancelled(this.ours.submit(body))).isEqualTo(future);
		List<Object> expected = ofCancelledStage(this.simple.submitCompletable(body));
		assertThat(ofCancelledStage(this.ours.submitCompletable(body))).isEqualTo(expected);
		never.countDown();
	}

	@Test
	void taskIsRejectedAlike() {
		GoRuntime closed = GoRuntime.builder().gomaxprocs(1).build();
		closed.shutdown(Duration.ZERO);
		this.pool.shutdown();
		for (AsyncTaskExecutor executor : List.of(this.pool, new GoroutineTaskExecutor(closed))) {
			for (ThrowingCallable submit : submissions(executor)) {
				assertThat(catchThrowable(submit)).isExactlyInstanceOf(TaskRejectedException.class);
			}
		}
	}

	private static List<ThrowingCallable> submissions(AsyncTaskExecutor executor) {
		Runnable nothing = () -> {
		};
		return List.of(() -> executor.execute(nothing), () -> executor.submit(nothing), () -> executor.submit(() -> ""),
				() -> executor.submitCompletable(nothing), () -> executor.submitCompletable(() -> ""));
	}

	private static List<Object> cancelled(Future<?> future) throws Exception {
		boolean cancelled = future.cancel(true);
		List<Object> seen = ofFuture(future);
		seen.add(cancelled);
		return seen;
	}

	private static List<Object> ofCancelledStage(CompletableFuture<?> future) throws Exception {
		future.cancel(true);
		return ofStage(() -> future);
	}

	/** All that tells how a future has ended. */
	private static List<Object> ofFuture(Future<?> future) throws Exception {
		List<Object> seen = new ArrayList<>();
		try {
			seen.add(String.valueOf(future.get(30, TimeUnit.SECONDS)));
		}
		catch (ExecutionException | CancellationException ex) {
			seen.addAll(chain(ex));
		}
		seen.add(future.isCancelled());
		seen.add(future.isDone());
		seen.add(future.state());
		return seen;
	}

	/** The same, and all that those see who depend on it from the beginning. */
	private static List<Object> ofStage(Supplier<? extends CompletableFuture<?>> call) throws Exception {
		CompletableFuture<?> future = call.get();
		List<CompletableFuture<List<Object>>> dependents = List.of(future.handle((value, ex) -> chain(ex)),
				future.thenApply((value) -> value).handle((value, ex) -> chain(ex)), handled(future));
		List<Object> seen = ofFuture(future);
		for (CompletableFuture<List<Object>> dependent : dependents) {
			seen.addAll(dependent.get(30, TimeUnit.SECONDS));
		}
		seen.addAll(handled(future).get(30, TimeUnit.SECONDS));
		try {
			future.join();
		}
		catch (CompletionException | CancellationException ex) {
			seen.addAll(chain(ex));
		}
		seen.add(future.isCompletedExceptionally());
		return seen;
	}

	private static CompletableFuture<List<Object>> handled(CompletableFuture<?> future) {
		CompletableFuture<List<Object>> seen = new CompletableFuture<>();
		future.whenComplete((value, ex) -> seen.complete(chain(ex)));
		return seen;
	}

	private static List<Object> chain(@Nullable Throwable failure) {
		List<Object> classes = new ArrayList<>();
		for (Throwable ex = failure; ex != null; ex = ex.getCause()) {
			classes.add(ex.getClass());
		}
		return classes;
	}

	@SuppressWarnings("TypeParameterUnusedInFormals")
	private static <T> T fail(Throwable failure) {
		throw AbstractGoTests.<RuntimeException>sneak(failure);
	}

	private static AnnotationConfigApplicationContext start(AsyncTaskExecutor executor) {
		AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
		context.getBeanFactory().registerSingleton("goroutineRuntime", runtime);
		context.getBeanFactory().registerSingleton("taskExecutor", executor);
		context.registerBean(GoAnnotationBeanPostProcessor.class);
		context.register(AsyncConfiguration.class, Asynchronous.class, Going.class);
		context.refresh();
		return context;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

	}

	static class Asynchronous {

		@Async("taskExecutor")
		public CompletableFuture<String> completable(Throwable failure) {
			return fail(failure);
		}

		@Async("taskExecutor")
		public CompletableFuture<String> failed(Throwable failure) {
			return CompletableFuture.failedFuture(failure);
		}

		@Async("taskExecutor")
		public Future<String> future(Throwable failure) {
			return fail(failure);
		}

	}

	static class Going {

		@Go
		public CompletableFuture<String> completable(Throwable failure) {
			return fail(failure);
		}

		@Go
		public CompletableFuture<String> failed(Throwable failure) {
			return CompletableFuture.failedFuture(failure);
		}

		@Go
		public Future<String> future(Throwable failure) {
			return fail(failure);
		}

		@Go
		public Goroutine<String> goroutine(Throwable failure) {
			return fail(failure);
		}

	}

}
