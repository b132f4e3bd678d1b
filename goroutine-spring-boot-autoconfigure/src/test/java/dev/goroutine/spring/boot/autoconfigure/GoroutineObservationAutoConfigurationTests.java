package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.observation.GoObservationContext;
import dev.goroutine.spring.observation.GoObservationConvention;
import dev.goroutine.spring.observation.GoObservations;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.task.TaskRejectedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GoroutineObservationAutoConfiguration} and what it observes.
 */
class GoroutineObservationAutoConfigurationTests {

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final ApplicationContextRunner withoutRegistry = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(GoroutineAutoConfiguration.class, GoroutineObservationAutoConfiguration.class))
		.withPropertyValues("goroutine.observation.enabled=true")
		.withBean(Service.class);

	private final ApplicationContextRunner contextRunner = this.withoutRegistry.withBean(ObservationRegistry.class,
			() -> this.registry);

	@Test
	void notUnlessAskedFor() {
		for (String property : new String[] { "some.other=true", "goroutine.observation.enabled=false" }) {
			runner().withBean(ObservationRegistry.class, () -> this.registry)
				.withPropertyValues(property)
				.run((context) -> {
					assertThat(context).doesNotHaveBean(GoObservations.class);
					context.getBean(Service.class).completable(null).get(30, TimeUnit.SECONDS);
					observed().doesNotHaveAnyObservation();
				});
		}
	}

	@Test
	void notWithoutRegistry() {
		this.withoutRegistry.run((context) -> {
			assertThat(context).doesNotHaveBean(GoObservations.class);
			assertThat(context.getBean(Service.class).completable(null).get(30, TimeUnit.SECONDS)).isNotNull();
		});
	}

	@Test
	void notWithoutGoroutines() {
		this.contextRunner.withPropertyValues("goroutine.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(GoObservations.class));
	}

	@Test
	void observationsOfUserReplaceOurs() {
		GoObservations mine = new GoObservations(ObservationRegistry.NOOP, null);
		this.contextRunner.withBean("mine", GoObservations.class, () -> mine).run((context) -> {
			assertThat(context.getBean(GoObservations.class)).isSameAs(mine);
			context.getBean(Service.class).completable(null).get(30, TimeUnit.SECONDS);
			observed().doesNotHaveAnyObservation();
		});
	}

	@Test
	void conventionOfUserReplacesOurs() {
		GoObservationConvention mine = new GoObservationConvention() {

			@Override
			public String getName() {
				return "mine";
			}

		};
		this.contextRunner.withBean(GoObservationConvention.class, () -> mine).run((context) -> {
			context.getBean(Service.class).completable(null).get(30, TimeUnit.SECONDS);
			awaitStop();
			observed().hasSingleObservationThat().hasNameEqualTo("mine").hasBeenStopped();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "future", "completable", "goroutine" })
	void callIsObserved(String kind) {
		this.contextRunner.run((context) -> {
			call(context.getBean(Service.class), kind, null);
			awaitStop();
			observed().hasSingleObservationThat()
				.hasNameEqualTo("goroutine.execution")
				.hasContextualNameEqualTo("go service." + kind)
				.hasLowCardinalityKeyValue("code.function", kind)
				.hasLowCardinalityKeyValue("code.namespace", Service.class.getCanonicalName())
				.hasLowCardinalityKeyValue("runtime", "default")
				.hasLowCardinalityKeyValue("outcome", "SUCCESS")
				.hasLowCardinalityKeyValue("exception", "none")
				.doesNotHaveError()
				.hasBeenStopped();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "future", "completable", "goroutine" })
	void failureIsObserved(String kind) {
		this.contextRunner.run((context) -> {
			IllegalStateException failure = new IllegalStateException("expected");
			call(context.getBean(Service.class), kind, failure);
			awaitStop();
			observed().hasSingleObservationThat()
				.hasLowCardinalityKeyValue("outcome", "ERROR")
				.hasLowCardinalityKeyValue("exception", "IllegalStateException")
				.hasError(failure)
				.hasBeenStopped();
		});
	}

	@Test
	void cancelIsObserved() {
		this.contextRunner.run((context) -> {
			context.getBean(Service.class).park().cancel(true);
			observed().hasSingleObservationThat()
				.hasLowCardinalityKeyValue("outcome", "CANCELLED")
				.hasLowCardinalityKeyValue("exception", "CancellationException")
				.hasBeenStopped();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void timeoutIsObserved(boolean hasResult) {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			if (hasResult) {
				service.parkShortly();
			}
			else {
				service.parkShortlyForNothing();
			}
			Awaitility.await()
				.untilAsserted(() -> observed().hasSingleObservationThat()
					.hasLowCardinalityKeyValue("outcome", "TIMEOUT")
					.hasBeenStopped());
		});
	}

	@Test
	void rejectionIsObserved() {
		this.contextRunner.run((context) -> {
			context.getBean(GoRuntime.class).shutdown(Duration.ZERO);
			assertThatExceptionOfType(TaskRejectedException.class)
				.isThrownBy(() -> context.getBean(Service.class).completable(null));
			observed().hasSingleObservationThat().hasLowCardinalityKeyValue("outcome", "ERROR").hasBeenStopped();
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "future", "completable" })
	void callThatNeverRanIsObserved(String kind) {
		this.contextRunner.withPropertyValues("goroutine.gomaxprocs=1", "goroutine.max-m=1").run((context) -> {
			GoRuntime runtime = context.getBean(GoRuntime.class);
			CountDownLatch started = new CountDownLatch(1);
			CountDownLatch release = new CountDownLatch(1);
			// Has the only thread, and no interrupt ends it.
			Goroutine<Void> hog = runtime.go(() -> {
				started.countDown();
				while (release.getCount() > 0) {
					Thread.onSpinWait();
				}
			});
			assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
			call(context.getBean(Service.class), kind, null);
			// Ends the wait for the hog.
			Thread.currentThread().interrupt();
			assertThat(runtime.shutdown(Duration.ZERO)).isFalse();
			assertThat(Thread.interrupted()).isTrue();
			release.countDown();
			awaitStop();
			observed().hasSingleObservationThat().hasLowCardinalityKeyValue("outcome", "CANCELLED").hasBeenStopped();
			assertThat(hog).isDone();
		});
	}

	@Test
	void observationEndsWithTheFutureOfTheMethod() {
		this.contextRunner.run((context) -> {
			CompletableFuture<String> inner = new CompletableFuture<>();
			CompletableFuture<String> future = context.getBean(Service.class).chain(inner);
			assertThat(context.getBean(GoRuntime.class).awaitQuiescence(Duration.ofSeconds(30))).isTrue();
			observed().hasSingleObservationThat().hasBeenStarted().isNotStopped();
			inner.complete("late");
			assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("late");
			awaitStop();
		});
	}

	@Test
	void observationIsChildOfTheCallersAndTheCurrentOneInTheMethod() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			LinkedBlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
			Observation caller = Observation.start("caller", this.registry);
			caller.scoped(() -> service.tell(this.registry, seen));
			Observation ofCall = seen.poll(30, TimeUnit.SECONDS);
			assertThat(ofCall).isNotNull();
			assertThat(ofCall.getContext()).isInstanceOf(GoObservationContext.class);
			assertThat(ofCall.getContext().getParentObservation()).isEqualTo(caller);
			caller.stop();
			assertThat(this.registry.getCurrentObservation()).isNull();
		});
	}

	private static ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class,
					GoroutineObservationAutoConfiguration.class))
			.withBean(Service.class);
	}

	/** A future can be completed just after its goroutine has been counted out. */
	private void awaitStop() {
		Awaitility.await().untilAsserted(() -> observed().hasSingleObservationThat().hasBeenStopped());
	}

	private TestObservationRegistryAssert observed() {
		return TestObservationRegistryAssert.assertThat(this.registry);
	}

	private static void call(Service service, String kind, @Nullable RuntimeException failure) {
		switch (kind) {
			case "nothing" -> service.nothing(failure);
			case "future" -> service.future(failure);
			case "completable" -> service.completable(failure);
			default -> service.goroutine(failure);
		}
	}

	static class Service {

		@Go
		public void nothing(@Nullable RuntimeException failure) {
			if (failure != null) {
				throw failure;
			}
		}

		@Go
		public Future<String> future(@Nullable RuntimeException failure) {
			nothing(failure);
			return CompletableFuture.completedFuture("done");
		}

		@Go
		public CompletableFuture<String> completable(@Nullable RuntimeException failure) {
			nothing(failure);
			return CompletableFuture.completedFuture("done");
		}

		@Go
		public Goroutine<String> goroutine(@Nullable RuntimeException failure) {
			nothing(failure);
			return Goroutine.completed("done");
		}

		@Go
		public CompletableFuture<String> chain(CompletableFuture<String> inner) {
			return inner;
		}

		@Go
		public CompletableFuture<String> park() throws InterruptedException {
			new CountDownLatch(1).await();
			return CompletableFuture.completedFuture("never");
		}

		@Go(timeout = "10ms")
		public CompletableFuture<String> parkShortly() throws InterruptedException {
			return park();
		}

		@Go(timeout = "10ms")
		public void parkShortlyForNothing() throws InterruptedException {
			park();
		}

		@Go
		public void tell(ObservationRegistry registry, LinkedBlockingQueue<Observation> seen) {
			Observation current = registry.getCurrentObservation();
			if (current != null) {
				seen.add(current);
			}
		}

	}

}
