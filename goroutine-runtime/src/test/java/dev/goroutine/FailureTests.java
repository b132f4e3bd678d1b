package dev.goroutine;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Whatever a body throws fails that goroutine and nothing else: on one P the next
 * goroutine would not run otherwise.
 */
class FailureTests {

	static Throwable[] throwables() {
		return new Throwable[] { new Exception("checked"), new IllegalStateException("unchecked"),
				new AssertionError("error"), new StackOverflowError(), new OutOfMemoryError("fake"),
				new LinkageError("linkage"), new Throwable("bare"), new InterruptedException("interrupted") };
	}

	@ParameterizedTest
	@MethodSource("throwables")
	void anyThrowable(Throwable throwable) throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			Goroutine<Void> goroutine = runtime.go(() -> sneakyThrow(throwable));
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(goroutine::get)
				.satisfies((ex) -> assertThat(ex.getCause()).isSameAs(throwable));
			assertAlive(runtime, 1);
		}
	}

	@Test
	void threadDeath() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			Throwable death = (Throwable) Class.forName("java.lang.ThreadDeath").getDeclaredConstructor().newInstance();
			assertThatThrownBy(runtime.go(() -> sneakyThrow(death))::join).isSameAs(death);
			assertAlive(runtime, 1);
		}
	}

	@Test
	void realStackOverflow() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			for (int i = 0; i < 10; i++) {
				assertThatThrownBy(runtime.go(() -> recurse(1))::join).isInstanceOf(StackOverflowError.class);
			}
			assertAlive(runtime, 10);
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

	private static void assertAlive(GoRuntime runtime, int failed) throws Exception {
		assertThat(runtime.go(() -> "alive").join()).isEqualTo("alive");
		SchedulerSnapshot.Totals totals = runtime.snapshot().totals();
		assertThat(totals.failed()).isEqualTo(failed);
		assertThat(totals.completed()).isEqualTo(totals.created());
	}

	private static int recurse(int depth) {
		return recurse(depth + 1) + depth;
	}

	@SuppressWarnings("unchecked")
	private static <X extends Throwable> void sneakyThrow(Throwable throwable) throws X {
		throw (X) throwable;
	}

}
