package dev.goroutine.spring.boot.actuate;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import javax.management.ReflectionException;
import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.boot.autoconfigure.GoroutineEndpointAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.jmx.JmxEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jmx.JmxAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The endpoints over JMX, as a console sees them.
 */
class JmxEndpointsTests {

	private static final String DOMAIN = "dev.goroutine.test";

	private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class,
				GoroutineEndpointAutoConfiguration.class, EndpointAutoConfiguration.class, JmxAutoConfiguration.class,
				JmxEndpointAutoConfiguration.class, JacksonAutoConfiguration.class))
		.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.domain=" + DOMAIN,
				"management.endpoints.jmx.exposure.include=gmp,goroutines", "goroutine.gomaxprocs=2",
				"management.endpoint.gmp.access=UNRESTRICTED", "management.endpoint.goroutines.access=UNRESTRICTED");

	@Test
	void changeAnswersWithTheRuntime() {
		this.contextRunner.run((context) -> {
			Object answer = invoke("Gmp", "change", "default", 3, "none", "5s");
			assertThat(answer)
				.asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.map(String.class, Object.class))
				.containsEntry("gomaxprocs", 3)
				.containsEntry("stealPolicy", "none");
			assertThat(context.getBean(GoRuntime.class).gomaxprocs()).isEqualTo(3);
		});
	}

	@Test
	void badChangeSaysWhy() {
		this.contextRunner.run((context) -> {
			assertRefused("there is no runtime 'nosuch', only default", "Gmp", "change", "nosuch", 3, null, null);
			assertRefused("gomaxprocs must be between 1 and 1024, but is 0", "Gmp", "change", "default", 0, null, null);
			assertRefused("idleMTimeout must be a duration such as 60s, but is 'soon'", "Gmp", "change", "default",
					null, null, "soon");
		});
	}

	@Test
	void interruptAnswersWhetherThereWasSuchAGoroutine() {
		this.contextRunner.run((context) -> {
			CountDownLatch latch = new CountDownLatch(1);
			Goroutine<Void> waiting = context.getBean(GoRuntime.class).go(() -> latch.await());
			assertThat(invoke("Goroutines", "interrupt", String.valueOf(waiting.id())))
				.isEqualTo(Map.of("interrupted", true));
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::join);
			assertThat(invoke("Goroutines", "interrupt", "0")).isEqualTo(Map.of("interrupted", false));
		});
	}

	/** A console can only call what takes and gives simple things, and no files. */
	@Test
	void operationsTakeAndGiveWhatAConsoleKnows() {
		this.contextRunner.run((context) -> {
			for (String type : new String[] { "Gmp", "Goroutines" }) {
				MBeanOperationInfo[] operations = this.server.getMBeanInfo(name(type)).getOperations();
				assertThat(operations).isNotEmpty();
				assertThat(Arrays.stream(operations).map(MBeanOperationInfo::getName)).doesNotContain("trace");
				assertThat(Arrays.stream(operations).flatMap((operation) -> Arrays.stream(operation.getSignature())))
					.allSatisfy((parameter) -> assertThat(parameter.getType()).isIn("java.lang.String",
							"java.lang.Integer"));
			}
		});
	}

	@Test
	void goroutinesAreShown() {
		this.contextRunner.run((context) -> {
			assertThat(invoke("Gmp", "runtimes")).isInstanceOf(Map.class).asString().contains("default");
			assertThat(invoke("Goroutines", "goroutines", null, null, null, null)).isInstanceOf(Map.class);
			assertThat(invoke("Goroutines", "traceback", null, null, null, null)).isInstanceOf(String.class);
		});
	}

	private void assertRefused(String reason, String type, String operation, @Nullable Object... arguments) {
		assertThatExceptionOfType(ReflectionException.class).isThrownBy(() -> invoke(type, operation, arguments))
			.withStackTraceContaining(reason);
	}

	private Object invoke(String type, String operation, @Nullable Object... arguments) throws Exception {
		MBeanOperationInfo info = Arrays.stream(this.server.getMBeanInfo(name(type)).getOperations())
			.filter((candidate) -> candidate.getName().equals(operation))
			.findFirst()
			.orElseThrow();
		String[] signature = Arrays.stream(info.getSignature())
			.map((parameter) -> parameter.getType())
			.toArray(String[]::new);
		return this.server.invoke(name(type), operation, arguments, signature);
	}

	private static ObjectName name(String type) throws Exception {
		return new ObjectName(DOMAIN + ":type=Endpoint,name=" + type);
	}

}
