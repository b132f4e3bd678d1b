package dev.goroutine.it;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration;
import org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

import static dev.goroutine.it.Goroutines.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a goroutine sees of its caller's context: nothing unless the application says so,
 * all of it if it does, and never that of an earlier call.
 */
class ContextPropagationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class, AopAutoConfiguration.class,
				TaskExecutionAutoConfiguration.class, ObservationAutoConfiguration.class,
				MicrometerTracingAutoConfiguration.class, BraveAutoConfiguration.class))
		.withBean(Service.class);

	@AfterEach
	void nothingIsLeftOnTheCaller() {
		MDC.clear();
		SecurityContextHolder.clearContext();
	}

	@Test
	void nothingIsSeenUnlessAskedFor() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			inContext(context.getBean(ObservationRegistry.class), () -> {
				assertThat(get(service.look())).isEqualTo(Seen.NOTHING);
				assertThat(get(context.getBean(GoroutineTaskExecutor.class).submit(service::see)))
					.isEqualTo(Seen.NOTHING);
			});
		});
	}

	@Test
	void propagateContextShowsTheSpanAndTheUser() {
		propagating().run((context) -> {
			Service service = context.getBean(Service.class);
			Tracer tracer = context.getBean(Tracer.class);
			for (int i = 0; i < 100; i++) {
				inContext(context.getBean(ObservationRegistry.class), () -> {
					String span = spanId(tracer);
					assertThat(span).isNotNull();
					Seen expected = new Seen(null, span, "gopher");
					assertThat(get(service.look())).isEqualTo(expected);
					assertThat(get(context.getBean(GoroutineTaskExecutor.class).submit(service::see)))
						.isEqualTo(expected);
				});
				assertThat(get(service.look())).as("seen by the next goroutine").isEqualTo(Seen.NOTHING);
			}
		});
	}

	@Test
	void taskDecoratorShowsTheMdc() {
		this.contextRunner.withBean(MdcDecorator.class).run((context) -> {
			Service service = context.getBean(Service.class);
			for (int i = 0; i < 100; i++) {
				MDC.put("order", "4711");
				assertThat(get(service.look()).order()).isEqualTo("4711");
				assertThat(get(context.getBean(GoroutineTaskExecutor.class).submit(service::see)).order())
					.isEqualTo("4711");
				MDC.remove("order");
				assertThat(get(service.look()).order()).as("seen by the next goroutine").isNull();
			}
		});
	}

	@Test
	void decoratorOfTheUserAndThatOfSpringTogether() {
		propagating().withBean(MdcDecorator.class)
			.run((context) -> inContext(context.getBean(ObservationRegistry.class), () -> {
				Seen seen = get(context.getBean(Service.class).look());
				assertThat(seen.order()).isEqualTo("4711");
				assertThat(seen.user()).isEqualTo("gopher");
				assertThat(seen.span()).isEqualTo(spanId(context.getBean(Tracer.class)));
			}));
	}

	/** Boot 4.0 does not have the property yet, and takes the bean. */
	private ApplicationContextRunner propagating() {
		return SpringBootVersion.getVersion().startsWith("4.0.")
				? this.contextRunner.withBean(ContextPropagatingTaskDecorator.class)
				: this.contextRunner.withPropertyValues("spring.task.execution.propagate-context=true");
	}

	private static void inContext(ObservationRegistry observations, Body body) throws Exception {
		MDC.put("order", "4711");
		SecurityContextHolder.setContext(new SecurityContextImpl(new TestingAuthenticationToken("gopher", "")));
		try {
			Observation.createNotStarted("caller", observations).observeChecked(body::run);
		}
		finally {
			MDC.remove("order");
			SecurityContextHolder.clearContext();
		}
	}

	private static @Nullable String spanId(Tracer tracer) {
		Span span = tracer.currentSpan();
		return (span != null) ? span.context().spanId() : null;
	}

	@FunctionalInterface
	interface Body {

		void run() throws Exception;

	}

	record Seen(@Nullable String order, @Nullable String span, @Nullable String user) {

		static final Seen NOTHING = new Seen(null, null, null);

	}

	static class Service {

		private final Tracer tracer;

		Service(Tracer tracer) {
			this.tracer = tracer;
		}

		@Go
		public CompletableFuture<Seen> look() {
			return CompletableFuture.completedFuture(see());
		}

		public Seen see() {
			Goroutines.current();
			Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
			return new Seen(MDC.get("order"), spanId(this.tracer),
					(authentication != null) ? authentication.getName() : null);
		}

	}

	@Order(1)
	static class MdcDecorator implements TaskDecorator {

		@Override
		public Runnable decorate(Runnable task) {
			Map<String, String> ofCaller = MDC.getCopyOfContextMap();
			return () -> {
				if (ofCaller != null) {
					MDC.setContextMap(ofCaller);
				}
				try {
					task.run();
				}
				finally {
					MDC.clear();
				}
			};
		}

	}

}
