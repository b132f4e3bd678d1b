package dev.goroutine;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A goroutine that has ended keeps its outcome and nothing else: neither its body nor
 * what that has used.
 */
@Timeout(60)
class RetentionTests {

	private static final ScopedValue<Object> SCOPED = ScopedValue.newInstance();

	private static final ThreadLocal<@Nullable Object> LOCAL = new ThreadLocal<>();

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).uncaughtExceptionHandler((thread, failure) -> {
	}).build();

	@AfterEach
	void close() {
		this.runtime.shutdown(Duration.ZERO);
	}

	@ParameterizedTest
	@EnumSource
	void endedOneFreesWhatItsBodyCaptured(Way way) throws Exception {
		Started started = start(way);
		Goroutine<?> goroutine = started.self.get();
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(50))).isTrue();
		assertThat(goroutine.toCompletableFuture()).isDone();
		awaitFreed(List.of(started.captured));
		Reference.reachabilityFence(goroutine);
	}

	private Started start(Way way) throws Exception {
		Object captured = new Object();
		Started started = new Started(new CompletableFuture<>(), new WeakReference<>(captured));
		way.start(this.runtime, captured, started.self);
		return started;
	}

	@Test
	void oneThatIsCancelledBeforeItBeginsFreesItsBody() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		AtomicBoolean end = new AtomicBoolean();
		this.runtime.go(() -> {
			begun.countDown();
			while (!end.get()) {
				Thread.onSpinWait();
			}
		});
		begun.await();
		Started started = start(Way.GO);
		assertThat(started.self.get().cancel(true)).isTrue();
		awaitFreed(List.of(started.captured));
		end.set(true);
		Reference.reachabilityFence(started);
	}

	/** The scheduler forgets it, though it has nothing else to run after it. */
	@Test
	void nobodyKeepsTheOutcomeOfOneThatNobodyHas() throws Exception {
		List<WeakReference<Object>> outcomes = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			outcomes.add(outcome(i % 2 == 0));
		}
		awaitFreed(outcomes);
	}

	private WeakReference<Object> outcome(boolean completable) throws Exception {
		Goroutine<Object> goroutine = this.runtime.go(() -> new Object());
		return new WeakReference<>(completable ? goroutine.toCompletableFuture().get() : goroutine.get());
	}

	private static void awaitFreed(List<WeakReference<Object>> references) {
		await().until(() -> {
			System.gc();
			return references.stream().allMatch((reference) -> reference.get() == null);
		});
	}

	private static void use(Object captured) {
		Reference.reachabilityFence(captured);
	}

	private static Goroutine<?> current() {
		Goroutine<?> current = Goroutine.current();
		assertThat(current).isNotNull();
		return current;
	}

	private record Started(CompletableFuture<Goroutine<?>> self, WeakReference<Object> captured) {
	}

	enum Way {

		GO {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) {
				self.complete(runtime.go(() -> use(captured)));
			}

		},

		GO_WITH_RESULT {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) {
				self.complete(runtime.go("named", () -> captured.hashCode()));
			}

		},

		GO_THAT_FAILS {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) {
				self.complete(runtime.go(() -> {
					use(captured);
					throw new IllegalStateException("failed");
				}));
			}

		},

		GO_THAT_IS_CANCELLED {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) throws Exception {
				CountDownLatch begun = new CountDownLatch(1);
				Goroutine<Void> goroutine = runtime.go(() -> {
					begun.countDown();
					Goroutine.sleep(Duration.ofHours(1));
					use(captured);
				});
				begun.await();
				goroutine.cancel(true);
				self.complete(goroutine);
			}

		},

		GO_THAT_PARKS_AND_IS_DEPENDED_ON {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) throws Exception {
				Goroutine<Void> goroutine = runtime.go(() -> {
					Goroutine.sleep(Duration.ofMillis(2));
					use(captured);
				});
				goroutine.toCompletableFuture().thenRun(() -> use(captured));
				self.complete(goroutine);
			}

		},

		GO_WITH_A_SCOPED_VALUE {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) {
				self.complete(runtime.go(() -> ScopedValue.where(SCOPED, captured).run(() -> {
					Goroutine.yield();
					use(SCOPED.get());
				})));
			}

		},

		GO_WITH_A_THREAD_LOCAL {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) {
				self.complete(runtime.go(() -> LOCAL.set(captured)));
			}

		},

		EXECUTE {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) {
				runtime.execute(() -> {
					self.complete(current());
					use(captured);
				});
			}

		},

		WAIT_GROUP {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) throws Exception {
				WaitGroup group = new WaitGroup();
				group.go(runtime, () -> {
					self.complete(current());
					use(captured);
				});
				group.await();
			}

		},

		ERR_GROUP {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) throws Exception {
				ErrGroup group = new ErrGroup(runtime);
				group.go(() -> {
					self.complete(current());
					use(Context.current());
					use(captured);
				});
				group.await();
			}

		},

		TRACED {

			@Override
			void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) throws Exception {
				SchedulerTrace trace = runtime.trace(Duration.ofMinutes(1));
				self.complete(runtime.go(() -> use(captured)));
				self.get().get();
				trace.close();
			}

		};

		abstract void start(GoRuntime runtime, Object captured, CompletableFuture<Goroutine<?>> self) throws Exception;

	}

}
