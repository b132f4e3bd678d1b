package dev.goroutine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Whatever a body throws fails that goroutine and nothing else: its M and its P go on.
 */
@Timeout(60)
class FailureTests {

	private static final int AT_A_TIME = 32;

	static List<Arguments> waysAndGomaxprocs() {
		return Stream.of(Way.values())
			.flatMap((way) -> Stream.of(1, 2, 8).map((gomaxprocs) -> Arguments.of(way, gomaxprocs)))
			.toList();
	}

	@ParameterizedTest
	@MethodSource("waysAndGomaxprocs")
	void anyThrowable(Way way, int gomaxprocs) throws Exception {
		Queue<Throwable> handled = new ConcurrentLinkedQueue<>();
		try (GoRuntime runtime = GoRuntime.builder()
			.gomaxprocs(gomaxprocs)
			.uncaughtExceptionHandler((thread, failure) -> handled.add(failure))
			.build()) {
			int failed = 0;
			for (Throwable throwable : throwables()) {
				for (int i = 0; i < AT_A_TIME; i++) {
					way.start(runtime, () -> sneakyThrow(throwable), handled::add);
				}
				await().until(() -> handled.size() >= AT_A_TIME);
				assertThat(runtime.awaitQuiescence(Duration.ofSeconds(50))).isTrue();
				assertThat(handled).hasSize(AT_A_TIME).allMatch((failure) -> failure == throwable);
				handled.clear();
				failed += AT_A_TIME * way.failuresEach;
				assertAlive(runtime, failed);
			}
			assertThat(runtime.snapshot().machines()).allMatch((m) -> m.thread().startsWith("go-default-m"));
		}
	}

	private static List<Throwable> throwables() throws ReflectiveOperationException {
		// Deprecated for removal, but still there.
		Throwable death = Class.forName("java.lang.ThreadDeath")
			.asSubclass(Throwable.class)
			.getDeclaredConstructor()
			.newInstance();
		return List.of(new Exception("checked"), new IllegalStateException("unchecked"), new AssertionError("error"),
				new StackOverflowError("as if"), new OutOfMemoryError("as if"), new LinkageError("linkage"),
				new InternalError("internal"), new Throwable("bare"), new InterruptedException("interrupted"), death);
	}

	@ParameterizedTest
	@MethodSource("waysAndGomaxprocs")
	void realStackOverflow(Way way, int gomaxprocs) throws Exception {
		Queue<Throwable> handled = new ConcurrentLinkedQueue<>();
		try (GoRuntime runtime = GoRuntime.builder()
			.gomaxprocs(gomaxprocs)
			.uncaughtExceptionHandler((thread, failure) -> handled.add(failure))
			.build()) {
			for (int i = 0; i < AT_A_TIME; i++) {
				way.start(runtime, () -> recurse(1), handled::add);
			}
			await().until(() -> handled.size() >= AT_A_TIME);
			assertThat(runtime.awaitQuiescence(Duration.ofSeconds(50))).isTrue();
			assertThat(handled).hasSize(AT_A_TIME).allMatch(StackOverflowError.class::isInstance);
			assertAlive(runtime, AT_A_TIME * way.failuresEach);
		}
	}

	@Test
	void realOutOfMemory() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			assertThatThrownBy(runtime.go(() -> new long[Integer.MAX_VALUE].length)::join)
				.isInstanceOf(OutOfMemoryError.class);
			assertAlive(runtime, 1);
		}
	}

	@Test
	void handlerThatThrowsHarmsNothing() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).uncaughtExceptionHandler((thread, failure) -> {
			calls.incrementAndGet();
			throw new IllegalStateException("handler");
		}).build()) {
			runtime.execute(() -> {
				throw new IllegalStateException("task");
			});
			assertAlive(runtime, 1);
			assertThat(calls).hasValue(1);
		}
	}

	@Test
	void callbackThatThrowsHarmsNothing() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			Goroutine<Integer> goroutine = runtime.go(() -> {
				Goroutine.yield();
				return 1;
			});
			goroutine.toCompletableFuture().thenRun(() -> {
				throw new AssertionError("callback");
			});
			assertThat(goroutine.get()).isOne();
			assertAlive(runtime, 0);
		}
	}

	/** Every P runs goroutines: as many as there are run at the same time. */
	private static void assertAlive(GoRuntime runtime, int failed) throws Exception {
		EveryProcessor.runs(runtime);
		SchedulerSnapshot.Totals totals = runtime.snapshot().totals();
		assertThat(totals.failed()).isEqualTo(failed);
		assertThat(totals.completed()).isEqualTo(totals.created());
	}

	// It is to overflow the stack.
	@SuppressWarnings("InfiniteRecursion")
	private static int recurse(int depth) {
		return recurse(depth + 1) + depth;
	}

	@SuppressWarnings("unchecked")
	private static <X extends Throwable> void sneakyThrow(Throwable throwable) throws X {
		throw (X) throwable;
	}

	/** Where a body can throw. Each tells once what has come out. */
	enum Way {

		GO(1) {

			@Override
			void start(GoRuntime runtime, GoBody body, Consumer<Throwable> seen) {
				failureOf(runtime.go(body), seen);
			}

		},

		GO_WITH_RESULT(1) {

			@Override
			void start(GoRuntime runtime, GoBody body, Consumer<Throwable> seen) {
				failureOf(runtime.go("named", () -> {
					body.run();
					return 1;
				}), seen);
			}

		},

		EXECUTE(1) {

			@Override
			void start(GoRuntime runtime, GoBody body, Consumer<Throwable> seen) {
				// The handler of the runtime sees it.
				runtime.execute(() -> {
					try {
						body.run();
					}
					catch (Exception ex) {
						sneakyThrow(ex);
					}
				});
			}

		},

		BLOCKING(1) {

			@Override
			void start(GoRuntime runtime, GoBody body, Consumer<Throwable> seen) {
				failureOf(runtime.go(() -> Goroutine.blocking(() -> {
					body.run();
					return 1;
				})), seen);
			}

		},

		/** The one that started it passes the failure on. */
		NESTED(2) {

			@Override
			void start(GoRuntime runtime, GoBody body, Consumer<Throwable> seen) {
				failureOf(runtime.go(() -> {
					try {
						runtime.go(body).get();
					}
					catch (ExecutionException ex) {
						sneakyThrow(Objects.requireNonNull(ex.getCause()));
					}
				}), seen);
			}

		},

		AFTER_A_YIELD(1) {

			@Override
			void start(GoRuntime runtime, GoBody body, Consumer<Throwable> seen) {
				failureOf(runtime.go(() -> {
					Goroutine.yield();
					body.run();
				}), seen);
			}

		},

		/** No goroutine, but on the same Ms and Ps. */
		VIRTUAL_THREAD(0) {

			@Override
			void start(GoRuntime runtime, GoBody body, Consumer<Throwable> seen) {
				runtime.go(() -> Thread.ofVirtual()
					.uncaughtExceptionHandler((thread, failure) -> seen.accept(failure))
					.start(() -> {
						try {
							body.run();
						}
						catch (Exception ex) {
							sneakyThrow(ex);
						}
					})
					.join());
			}

		};

		final int failuresEach;

		Way(int failuresEach) {
			this.failuresEach = failuresEach;
		}

		abstract void start(GoRuntime runtime, GoBody body, Consumer<Throwable> seen);

		private static void failureOf(Goroutine<?> goroutine, Consumer<Throwable> seen) {
			CompletableFuture<?> future = goroutine.toCompletableFuture();
			future.whenComplete((result, failure) -> seen.accept(future.exceptionNow()));
		}

	}

}
