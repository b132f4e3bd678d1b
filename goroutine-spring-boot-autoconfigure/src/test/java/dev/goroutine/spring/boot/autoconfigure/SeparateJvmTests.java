package dev.goroutine.spring.boot.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for applications that have only what the starter brings: no flag for the JVM, no
 * Actuator, no Micrometer. Each runs in a JVM of its own.
 */
class SeparateJvmTests {

	@Test
	void strictAccessFailsAndNamesTheFlag() throws Exception {
		Result result = run("--goroutine.jdk-access=strict");
		assertThat(result.exitCode()).isOne();
		assertThat(result.output()).contains("APPLICATION FAILED TO START")
			.contains("java.base/java.lang is not open")
			.contains("java --add-opens java.base/java.lang=ALL-UNNAMED -jar app.jar")
			.contains("Add-Opens: java.base/java.lang")
			.contains("<jvmArguments>--add-opens java.base/java.lang=ALL-UNNAMED</jvmArguments>")
			.contains("<argLine>@{argLine} --add-opens java.base/java.lang=ALL-UNNAMED</argLine>")
			.contains("goroutine.jdk-access=auto");
	}

	@Test
	void automaticAccessThatIsDeniedIsNotAdvised() throws Exception {
		Result result = run(Map.of("GOMAXPROCS", "", "JDK_JAVA_OPTIONS", "--sun-misc-unsafe-memory-access=deny"));
		assertThat(result.exitCode()).isOne();
		assertThat(result.output()).contains("no trusted lookup is to be had")
			.doesNotContain("goroutine.jdk-access=auto");
	}

	@Test
	void leakDetectionWithStrictAccessNamesTheFlagItTakes() throws Exception {
		Result result = run(Map.of("GOMAXPROCS", "", "JDK_JAVA_OPTIONS", "--add-opens=java.base/java.lang=ALL-UNNAMED"),
				"--goroutine.jdk-access=strict", "--goroutine.leak-detection=true");
		assertThat(result.exitCode()).isOne();
		assertThat(result.output()).contains("java.base/jdk.internal.vm is not open")
			.contains("java --add-opens java.base/jdk.internal.vm=ALL-UNNAMED -jar app.jar")
			.contains("Add-Opens: java.base/jdk.internal.vm");
	}

	@Test
	void automaticAccessWorksAndWarnsOnce() throws Exception {
		Result result = run();
		assertThat(result.exitCode()).isZero();
		assertThat(result.output()).contains("ran on SeparateJvmTests.Service.run")
			.contains("has actuator: false")
			.containsOnlyOnce("java.base/java.lang is not open");
	}

	@ParameterizedTest
	@CsvSource({ "3, '', 3", "3, 2, 2", "'', 2, 2" })
	void gomaxprocsOfTheEnvironmentCountsUnlessThereIsTheProperty(String environment, String property, String expected)
			throws Exception {
		Result result = run(Map.of("GOMAXPROCS", environment),
				property.isEmpty() ? new String[0] : new String[] { "--goroutine.gomaxprocs=" + property });
		assertThat(result.exitCode()).isZero();
		assertThat(result.output()).contains("gomaxprocs: " + expected + System.lineSeparator());
	}

	private static Result run(String... arguments) throws IOException, InterruptedException {
		return run(Map.of("GOMAXPROCS", ""), arguments);
	}

	private static Result run(Map<String, String> environment, String... arguments)
			throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-cp", starterClassPath(), Application.class.getName());
		builder.command().addAll(List.of(arguments));
		builder.environment().putAll(environment);
		Process process = builder.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return new Result(process.exitValue(), output);
	}

	private static String starterClassPath() {
		return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter((entry) -> isOfStarter(Path.of(entry).getFileName().toString()))
			.collect(Collectors.joining(File.pathSeparator));
	}

	/** Two of Micrometer's come with Spring itself. */
	private static boolean isOfStarter(String entry) {
		return entry.matches("micrometer-(commons|observation)-\\d.*")
				|| (!entry.contains("actuator") && !entry.contains("micrometer") && !entry.contains("webflux"));
	}

	record Result(int exitCode, String output) {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Service.class)
	static class Application {

		public static void main(String[] args) throws Exception {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			try (ConfigurableApplicationContext context = application.run(args)) {
				System.out.println("has actuator: "
						+ ClassUtils.isPresent("org.springframework.boot.actuate.endpoint.annotation.Endpoint", null));
				System.out.println("gomaxprocs: " + context.getBean(GoRuntime.class).gomaxprocs());
				System.out.println("ran on " + context.getBean(Service.class).run().get(30, TimeUnit.SECONDS));
			}
		}

	}

	static class Service {

		@Go
		public CompletableFuture<String> run() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

}
