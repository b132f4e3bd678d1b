package dev.goroutine.it;

import java.util.concurrent.CompletableFuture;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.boot.autoconfigure.GoroutineObservationAutoConfiguration;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static dev.goroutine.it.Goroutines.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code goroutine.observation.enabled} with a real tracer: the call is a span below its
 * caller's, and above those of the method.
 */
class TracingTests {

	@Test
	void callIsSpanBetweenTheCallersAndTheMethods() {
		Spans spans = new Spans();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class, AopAutoConfiguration.class,
					GoroutineObservationAutoConfiguration.class, ObservationAutoConfiguration.class,
					MicrometerTracingAutoConfiguration.class, BraveAutoConfiguration.class))
			.withPropertyValues("goroutine.observation.enabled=true", "management.tracing.sampling.probability=1")
			.withBean(SpanHandler.class, () -> spans)
			.withBean(Service.class)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				Observation.createNotStarted("caller", context.getBean(ObservationRegistry.class))
					.observeChecked(() -> get(service.work()));
				Awaitility.await().until(() -> spans.finished.size() == 3);
				MutableSpan caller = spans.named("caller");
				MutableSpan call = spans.named("go service.work");
				MutableSpan inside = spans.named("inside");
				assertThat(call.traceId()).isEqualTo(caller.traceId()).isEqualTo(inside.traceId());
				assertThat(call.parentId()).isEqualTo(caller.id());
				assertThat(inside.parentId()).isEqualTo(call.id());
				assertThat(call.tags()).containsEntry("code.function", "work")
					.containsEntry("runtime", "default")
					.containsEntry("outcome", "SUCCESS");
			});
	}

	static class Service {

		private final ObservationRegistry observations;

		Service(ObservationRegistry observations) {
			this.observations = observations;
		}

		@Go
		public CompletableFuture<String> work() {
			Goroutines.current();
			return Observation.createNotStarted("inside", this.observations)
				.observe(() -> CompletableFuture.completedFuture("done"));
		}

	}

}
