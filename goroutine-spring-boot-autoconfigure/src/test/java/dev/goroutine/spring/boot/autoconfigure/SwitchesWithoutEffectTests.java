package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.GoRuntime;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.boot.autoconfigure.web.GoroutineJettyAutoConfiguration;
import dev.goroutine.spring.boot.autoconfigure.web.GoroutineTomcatAutoConfiguration;
import dev.goroutine.spring.boot.autoconfigure.web.GoroutineWebCheckAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what is said at start of {@code goroutine.*} keys that do nothing.
 */
@ExtendWith(OutputCaptureExtension.class)
class SwitchesWithoutEffectTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			GoroutineApplicationExecutorAutoConfiguration.class, GoroutineAutoConfiguration.class,
			GoroutineSchedulingAutoConfiguration.class, GoroutineMetricsAutoConfiguration.class,
			GoroutineObservationAutoConfiguration.class, GoroutineHealthAutoConfiguration.class,
			GoroutineTomcatAutoConfiguration.class, GoroutineJettyAutoConfiguration.class,
			GoroutineWebCheckAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
			TaskSchedulingAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AUTO_CONFIGURATIONS);

	@Test
	void nothingIsSaidOfDefaults(CapturedOutput output) {
		this.contextRunner.run((context) -> assertThat(output).doesNotContain("has no effect"));
	}

	@Test
	void nothingIsSaidOfWhatHasAnEffect(CapturedOutput output) {
		new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AUTO_CONFIGURATIONS)
			.withUserConfiguration(SchedulingConfiguration.class)
			.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withPropertyValues("server.port=0", "goroutine.web.enabled=true", "goroutine.scheduling.enabled=true",
					"goroutine.executor.mode=application", "goroutine.metrics.enabled=true",
					"goroutine.observation.enabled=true", "goroutine.health.starvation-threshold=1s",
					"management.health.goroutine.enabled=true", "goroutine.gomaxprocs=1", "goroutine.steal.policy=none",
					"goroutine.runtimes.io.gomaxprocs=1", "goroutine.runtimes.io.steal.policy=none")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("has no effect");
	}

	@ParameterizedTest
	@CsvSource({ "goroutine.web.enabled, true, Tomcat or Jetty",
			"goroutine.scheduling.enabled, true, @EnableScheduling", "goroutine.metrics.enabled, true, MeterRegistry",
			"goroutine.observation.enabled, true, ObservationRegistry",
			"goroutine.health.starvation-threshold, 1s, health indicator" })
	void switchWhoseSubjectIsNotThere(String key, String value, String missing, CapturedOutput output) {
		this.contextRunner.withPropertyValues(key + "=" + value).run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce(key + " has no effect: ").contains(missing);
	}

	@Test
	void webInAWar(CapturedOutput output) {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("goroutine.web.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("goroutine.web.enabled has no effect: ")
			.contains("goroutine.executor.mode=application");
	}

	@Test
	void webWithAnotherServer(CapturedOutput output) {
		new ReactiveWebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("goroutine.web.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("goroutine.web.enabled has no effect: ");
	}

	@Test
	void schedulingBesideASchedulerOfItsName(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(SchedulingConfiguration.class)
			.withBean("taskScheduler", SimpleAsyncTaskScheduler.class)
			.withPropertyValues("goroutine.scheduling.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("goroutine.scheduling.enabled has no effect: ").contains("'taskScheduler'");
	}

	@Test
	void schedulingBesideAPrimaryScheduler(CapturedOutput output) {
		this.contextRunner.withUserConfiguration(SchedulingConfiguration.class)
			.withBean("mine", SimpleAsyncTaskScheduler.class, SimpleAsyncTaskScheduler::new,
					(definition) -> definition.setPrimary(true))
			.withPropertyValues("goroutine.scheduling.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("goroutine.scheduling.enabled has no effect: ").contains("primary");
	}

	@ParameterizedTest
	@CsvSource({ "applicationTaskExecutor", "goroutineTaskExecutor" })
	void executorBesideOneOfItsName(String name, CapturedOutput output) {
		this.contextRunner.withBean(name, SimpleAsyncTaskExecutor.class)
			.withPropertyValues("goroutine.executor.mode=application")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("goroutine.executor.mode=application has no effect: ")
			.contains("'" + name + "'");
	}

	@Test
	void keysOfADefaultRuntimeThatIsTheApplications(CapturedOutput output) {
		this.contextRunner
			.withBean("goroutineRuntime", GoRuntime.class, () -> GoRuntime.builder().gomaxprocs(1).build())
			.withPropertyValues("goroutine.gomaxprocs=2", "goroutine.steal.batch=one", "goroutine.shutdown.grace=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("has no effect")
			.contains("goroutine.gomaxprocs, goroutine.steal.batch has no effect: ")
			.contains("'goroutineRuntime'");
	}

	@Test
	void keysOfAFurtherRuntimeThatIsTheApplications(CapturedOutput output) {
		this.contextRunner
			.withBean("ioGoRuntime", GoRuntime.class, () -> GoRuntime.builder().name("io").gomaxprocs(1).build())
			.withPropertyValues("goroutine.runtimes.io.max-m=2", "goroutine.runtimes.io.shutdown.grace=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("goroutine.runtimes.io.max-m has no effect: ").contains("'ioGoRuntime'");
	}

	@Test
	void stealPolicyBesideABean(CapturedOutput output) {
		this.contextRunner.withBean(StealPolicy.class, StealPolicy::none)
			.withPropertyValues("goroutine.steal.policy=random", "goroutine.runtimes.io.steal.policy=busiest")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.containsOnlyOnce("goroutine.steal.policy, goroutine.runtimes.io.steal.policy has no effect: ")
			.contains("StealPolicy bean");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

	}

}
