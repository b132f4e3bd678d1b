package dev.goroutine.spring.annotation;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.scheduling.annotation.AsyncConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A context with {@link Go @Go} methods on real goroutines, for tests of what becomes of
 * calls.
 */
abstract class AbstractGoTests {

	static final Duration LONG = Duration.ofSeconds(30);

	final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	<T> T start(Class<T> type, Object... others) {
		this.context.getBeanFactory().registerSingleton("goroutineRuntime", this.runtime);
		this.context.registerBean(GoAnnotationBeanPostProcessor.class);
		this.context.registerBean("service", type);
		for (int i = 0; i < others.length; i++) {
			this.context.getBeanFactory().registerSingleton("other" + i, others[i]);
		}
		this.context.refresh();
		return this.context.getBean(type);
	}

	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	static <E extends Throwable> E sneak(Throwable ex) throws E {
		throw (E) ex;
	}

	static Goroutine<?> current() {
		Goroutine<?> goroutine = Goroutine.current();
		assertThat(goroutine).isNotNull();
		return goroutine;
	}

	static String name() {
		return current().name();
	}

	static <T> T take(BlockingQueue<? extends @Nullable T> queue) throws InterruptedException {
		T element = queue.poll(30, TimeUnit.SECONDS);
		assertThat(element).isNotNull();
		return element;
	}

	static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
	}

	/**
	 * The method to call, by return type.
	 */
	enum Kind {

		FUTURE, STAGE, COMPLETABLE, GOROUTINE;

		Future<String> call(Service service, Body<CompletableFuture<String>> body) {
			return switch (this) {
				case FUTURE -> service.future(body);
				case STAGE -> service.stage(body).toCompletableFuture();
				case COMPLETABLE -> service.completable(body);
				case GOROUTINE -> service.goroutine(() -> {
					Future<String> future = body.get();
					assertThat(future).isNotNull();
					return Goroutine.completed(future.resultNow());
				});
			};
		}

	}

	@FunctionalInterface
	interface Body<T> {

		@Nullable T get() throws Exception;

		/** Lets service methods do without a throws clause. */
		default @Nullable T getSneakily() {
			try {
				return get();
			}
			catch (Exception ex) {
				throw AbstractGoTests.<RuntimeException>sneak(ex);
			}
		}

	}

	@FunctionalInterface
	interface VoidBody {

		void run() throws Exception;

		/** Lets service methods do without a throws clause. */
		default void runSneakily() {
			try {
				run();
			}
			catch (Exception ex) {
				throw AbstractGoTests.<RuntimeException>sneak(ex);
			}
		}

	}

	static final class Interruptible implements Body<CompletableFuture<String>> {

		final CountDownLatch started = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		final CountDownLatch interrupted = new CountDownLatch(1);

		@Override
		public CompletableFuture<String> get() throws InterruptedException {
			this.started.countDown();
			try {
				this.release.await();
				return CompletableFuture.completedFuture("released");
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
				throw ex;
			}
		}

		void awaitStart() throws InterruptedException {
			AbstractGoTests.await(this.started);
		}

		void awaitInterrupt() throws InterruptedException {
			AbstractGoTests.await(this.interrupted);
		}

	}

	// Callers get a future even where a body returns null.
	@SuppressWarnings("NullAway")
	static class Service {

		@Go
		public void nothing(VoidBody body) {
			body.runSneakily();
		}

		@Go
		public Future<String> future(Body<? extends Future<String>> body) {
			return body.getSneakily();
		}

		@Go
		public CompletionStage<String> stage(Body<? extends CompletionStage<String>> body) {
			return body.getSneakily();
		}

		@Go
		public CompletableFuture<String> completable(Body<CompletableFuture<String>> body) {
			return body.getSneakily();
		}

		@Go
		public Goroutine<String> goroutine(Body<Goroutine<String>> body) {
			return body.getSneakily();
		}

	}

	static final class RecordingConfigurer implements AsyncConfigurer, AsyncUncaughtExceptionHandler {

		final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

		final BlockingQueue<Method> methods = new LinkedBlockingQueue<>();

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return this;
		}

		@Override
		public void handleUncaughtException(Throwable ex, Method method, @Nullable Object... params) {
			this.failures.add(ex);
			this.methods.add(method);
		}

	}

}
