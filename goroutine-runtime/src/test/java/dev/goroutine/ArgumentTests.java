package dev.goroutine;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

/**
 * Arguments at the edge: what is refused is refused by the call, with the name of the
 * argument, and nothing is changed.
 */
@Timeout(60)
class ArgumentTests {

	private static final List<Duration> LONGEST = List.of(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999),
			Duration.ofNanos(Long.MAX_VALUE), Duration.ofDays(200 * 366));

	private static final List<Duration> SHORTEST = List.of(Duration.ofSeconds(Long.MIN_VALUE),
			Duration.ofNanos(Long.MIN_VALUE), Duration.ofNanos(-1), Duration.ZERO);

	private final AtomicReference<@Nullable Throwable> uncaught = new AtomicReference<>();

	private final GoRuntime runtime = GoRuntime.builder()
		.gomaxprocs(1)
		.uncaughtExceptionHandler((thread, failure) -> this.uncaught.set(failure))
		.build();

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	/** What a caller who does not look at the marks passes. */
	@SuppressWarnings({ "NullAway", "TypeParameterUnusedInFormals" })
	private static <T> T none() {
		return null;
	}

	@Test
	void nullIsRefusedAtOnceAndByName() throws Exception {
		GoBody body = () -> {
		};
		refuses("body", () -> this.runtime.go(ArgumentTests.<GoBody>none()));
		refuses("body", () -> this.runtime.go(ArgumentTests.<Callable<String>>none()));
		refuses("name", () -> this.runtime.go(none(), body));
		refuses("name", () -> this.runtime.go(none(), () -> 1));
		refuses("task", () -> this.runtime.execute(none()));
		refuses("timeout", () -> this.runtime.awaitQuiescence(none()));
		refuses("grace", () -> this.runtime.shutdown(none()));
		refuses("policy", () -> this.runtime.stealPolicy(none()));
		refuses("timeout", () -> this.runtime.idleMTimeout(none()));
		refuses("filter", () -> this.runtime.goroutines(none()));
		refuses("atMost", () -> this.runtime.trace(none()));
		refuses("call", () -> Goroutine.blocking(ArgumentTests.<Callable<String>>none()));
		refuses("duration", () -> Goroutine.sleep(none()));
		GoRuntime.Builder builder = GoRuntime.builder();
		refuses("name", () -> builder.name(none()));
		refuses("timeout", () -> builder.idleMTimeout(none()));
		refuses("timeSlice", () -> builder.timeSlice(none()));
		WaitGroup waitGroup = new WaitGroup();
		refuses("runtime", () -> waitGroup.go(none(), body));
		refuses("body", () -> waitGroup.go(this.runtime, none()));
		waitGroup.await();
		refuses("runtime", () -> new ErrGroup(none()));
		refuses("parent", () -> new ErrGroup(this.runtime, none()));
		ErrGroup errGroup = new ErrGroup(this.runtime);
		errGroup.limit(1);
		refuses("body", () -> errGroup.go(none()));
		refuses("body", () -> errGroup.tryGo(none()));
		assertThat(errGroup.tryGo(body)).isTrue();
		errGroup.await();
		try (SchedulerTrace trace = this.runtime.trace(Duration.ofMinutes(1))) {
			refuses("out", () -> trace.writeTo(ArgumentTests.<OutputStream>none()));
		}
		assertThat(this.runtime.go(() -> 1).join()).as("it has not been shut down").isOne();
	}

	private static void refuses(String name, ThrowingCall call) {
		assertThatNullPointerException().isThrownBy(call::run).withMessage(name);
	}

	@Test
	void anyDurationIsWaitedFor() throws Exception {
		CountDownLatch end = new CountDownLatch(1);
		Goroutine<Void> goroutine = this.runtime.go(() -> end.await());
		for (Duration timeout : SHORTEST) {
			assertThat(this.runtime.awaitQuiescence(timeout)).as("%s", timeout).isFalse();
			assertThat(this.runtime.<Boolean>go(() -> this.runtime.awaitQuiescence(timeout)).join()).isFalse();
		}
		Thread.ofVirtual().start(() -> {
			await().until(() -> goroutine.status() == GoroutineStatus.WAITING);
			end.countDown();
		});
		for (Duration timeout : LONGEST) {
			assertThat(this.runtime.awaitQuiescence(timeout)).as("%s", timeout).isTrue();
			this.runtime.idleMTimeout(timeout);
			assertThat(this.runtime.go(() -> 1).join()).isOne();
		}
		for (Duration grace : SHORTEST) {
			assertThat(this.runtime.shutdown(grace)).as("%s", grace).isTrue();
		}
		for (Duration grace : LONGEST) {
			assertThat(this.runtime.shutdown(grace)).as("%s", grace).isTrue();
		}
	}

	@Test
	void longestTimesOfABuilder() throws Exception {
		for (Duration longest : LONGEST) {
			try (GoRuntime patient = GoRuntime.builder().idleMTimeout(longest).timeSlice(longest).build()) {
				assertThat(patient.go(() -> 1).join()).isOne();
			}
		}
	}

	@Test
	void doneOnceTooOftenIsToldToTheHandler() throws Exception {
		WaitGroup group = new WaitGroup();
		group.go(this.runtime, group::done);
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(50))).isTrue();
		assertThat(this.uncaught.get()).isInstanceOf(IllegalStateException.class)
			.hasMessageStartingWith("sync: negative WaitGroup counter");
		group.await();
	}

	private interface ThrowingCall {

		void run() throws Exception;

	}

}
