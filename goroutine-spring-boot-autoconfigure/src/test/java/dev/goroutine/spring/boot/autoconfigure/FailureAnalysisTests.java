package dev.goroutine.spring.boot.autoconfigure;

import java.util.concurrent.CompletableFuture;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for what an application that is wrong prints when it does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalysisTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					goroutine.gomaxprocs     | 0        | must be between 1 and 1024           | a whole number from 1 to 1024
					goroutine.gomaxprocs     | -1       | must be between 1 and 1024           | a whole number from 1 to 1024
					goroutine.gomaxprocs     | 1025     | must be between 1 and 1024           | a whole number from 1 to 1024
					goroutine.gomaxprocs     | 1000000  | must be between 1 and 1024           | a whole number from 1 to 1024
					goroutine.gomaxprocs     | abc      | For input string                     | a whole number from 1 to 1024
					goroutine.idle-m-timeout | -1s      | must not be negative                 | a duration of zero or more, such as 60s
					goroutine.idle-m-timeout | soon     | 'soon' is not a valid duration       | a duration of zero or more, such as 60s
					goroutine.max-m          | 0        | must be at least 1                   | a whole number of at least 1
					goroutine.max-m          | many     | For input string                     | a whole number of at least 1
					goroutine.time-slice     | 0        | must be positive                     | a duration of 1ms or more, such as 10ms
					goroutine.time-slice     | 1ns      | must be at least 1 ms                | a duration of 1ms or more, such as 10ms
					goroutine.time-slice     | long     | 'long' is not a valid duration       | a duration of 1ms or more, such as 10ms
					goroutine.hog-nice       | 20       | must be between 0 and 19             | a whole number from 0 to 19
					goroutine.hog-nice       | -1       | must be between 0 and 19             | a whole number from 0 to 19
					goroutine.leak-detection | maybe    | Invalid boolean value                | true or false
					goroutine.steal.policy   | fairest  | Unknown steal policy 'fairest'       | random, sequential, busiest or none
					goroutine.steal.batch    | all      | No enum constant                     | half or one
					goroutine.jdk-access     | maybe    | No enum constant                     | auto or strict
					goroutine.shutdown.grace | -5s      | must not be negative                 | a duration of zero or more, such as 30s
					goroutine.shutdown.grace | later    | 'later' is not a valid duration      | a duration of zero or more, such as 30s
					goroutine.executor.mode  | boots    | No enum constant                     | dedicated or application
					goroutine.web.enabled    | maybe    | Invalid boolean value                | true or false
					goroutine.health.starvation-threshold | never | 'never' is not a valid duration     | a duration of more than zero, such as 10s
					goroutine.runtimes.io.gomaxprocs     | 0       | must be between 1 and 1024        | a whole number from 1 to 1024
					goroutine.runtimes.io.gomaxprocs     | abc     | For input string                  | a whole number from 1 to 1024
					goroutine.runtimes.io.steal.policy   | fairest | Unknown steal policy 'fairest'    | random, sequential, busiest or none
					goroutine.runtimes.io.shutdown.grace | -5s     | must not be negative              | a duration of zero or more, such as 30s
					""")
	void badPropertyValue(String key, String value, String reason, String fix, CapturedOutput output) {
		run(Empty.class, "--" + key + "=" + value);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The property " + key + " has the value '" + value + "' (from \"" + key
					+ "\" from property source \"commandLineArgs\"), which is not valid: ")
			.contains(reason)
			.contains("Set " + key + " to " + fix);
	}

	@Test
	void badValueOfAnotherPropertyIsLeftToBoot(CapturedOutput output) {
		run(Empty.class, "--spring.main.banner-mode=loud");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("spring.main.banner-mode")
			.doesNotContain("The property spring");
	}

	@Test
	void wrongReturnType(CapturedOutput output) {
		run(ReturnsString.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The @Go method " + ReturnsString.class.getName()
					+ "#greet(String) returns java.lang.String, which its caller would have to wait for.")
			.contains("Let it return void, Future, CompletionStage, CompletableFuture or Goroutine, or remove @Go.");
	}

	@Test
	void wrongReturnTypeOfLazyBean(CapturedOutput output) {
		run(LazyReturnsString.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The @Go method " + ReturnsString.class.getName() + "#greet(String) returns java.lang.String");
	}

	@Test
	void privateMethod(CapturedOutput output) {
		run(PrivateMethod.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The @Go method " + PrivateMethod.class.getName()
					+ "#run() is private, so no proxy can intercept a call of it.")
			.contains("Remove 'private', or remove @Go.");
	}

	@Test
	void finalMethod(CapturedOutput output) {
		run(FinalMethod.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The @Go method " + FinalMethod.class.getName()
					+ "#run() is final, so no proxy can intercept a call of it.")
			.contains("Remove 'final', or remove @Go.");
	}

	@Test
	void unknownRuntime(CapturedOutput output) {
		run(NoSuchRuntime.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The @Go method " + NoSuchRuntime.class.getName()
					+ "#run() asks for the runtime 'nosuch', which does not exist.")
			.contains("Use one of the runtimes that do (default), or add it: under goroutine.runtimes.nosuch in the "
					+ "configuration of a Spring Boot application, or as a bean made with GoRuntime.builder().name(\"nosuch\").");
	}

	@Test
	void defaultRuntimeAmongTheFurtherOnes(CapturedOutput output) {
		run(Empty.class, "--goroutine.runtimes.default.gomaxprocs=1");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(
					"The default runtime is configured under goroutine.runtimes.default, but it is no further runtime.")
			.contains("Move what is under goroutine.runtimes.default to goroutine, or give the runtime another name.");
	}

	@ParameterizedTest
	@CsvSource({ "goroutine, goroutineTaskExecutor, which is the default runtime's",
			"application, applicationTaskExecutor, which is Spring Boot's" })
	void furtherRuntimeWhoseExecutorIsAnotherBean(String name, String bean, String whose, CapturedOutput output) {
		run(Empty.class, "--goroutine.runtimes." + name + ".gomaxprocs=1");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The task executor of the runtime under goroutine.runtimes." + name + " would be the bean '"
					+ bean + "', " + whose)
			.contains("Give the runtime another name.");
	}

	@Test
	void twoRuntimesOfOneName(CapturedOutput output) {
		run(TwoDefaults.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The GoRuntime beans 'mine' and 'goroutineRuntime' both have the runtime name 'default'.")
			.contains("Give one of them another name with GoRuntime.builder().name(")
			.contains("or name the bean 'goroutineRuntime'");
	}

	@Test
	void unknownPlaceholder(CapturedOutput output) {
		run(UnknownPlaceholder.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains(UnknownPlaceholder.class.getName() + "#run()")
			.contains("no.such.property");
	}

	@Test
	void severalProblemsOfOneClass(CapturedOutput output) {
		run(TwoProblems.class);
		assertThat(output).contains("#first() returns java.lang.String").contains("#second() is private");
	}

	@Test
	void beanThatAPostProcessorGotTooEarly(CapturedOutput output) {
		run(EarlyService.class);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("The @Go method " + Good.class.getName()
					+ "#run() belongs to the bean 'early', which the post-processor 'puller' had created before @Go "
					+ "could be applied to it.")
			.contains("Let the post-processor 'puller' ask for 'early' later, through an ObjectProvider or @Lazy, and "
					+ "declare its @Bean method static, or remove @Go.");
	}

	@Test
	void circularReference(CapturedOutput output) {
		run(Circle.class, "--spring.main.allow-circular-references=true");
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("belongs to the bean 'one', which is part of a circular reference: 'two' got it before @Go was "
					+ "applied to it.")
			.contains("Mark the injection point of 'one' @Lazy");
	}

	private static void run(Class<?> source, String... arguments) {
		SpringApplication application = new SpringApplication(source);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThat(catchThrowable(() -> application.run(arguments))).isNotNull();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(GoroutineAutoConfiguration.class)
	static class TwoDefaults {

		@Bean
		GoRuntime mine() {
			return GoRuntime.create();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(GoroutineAutoConfiguration.class)
	static class Empty {

	}

	static class Good {

		@Go
		public void run() {
		}

	}

	@Import(Empty.class)
	static class EarlyService {

		@Bean
		static Good early() {
			return new Good();
		}

		@Bean
		static Puller puller(Good early) {
			return new Puller(early);
		}

	}

	record Puller(Good early) implements BeanPostProcessor, Ordered {

		@Override
		public int getOrder() {
			return 0;
		}

	}

	@Import(Empty.class)
	static class Circle {

		@Bean
		static One one() {
			return new One();
		}

		@Bean
		static Two two(One one) {
			return new Two(one);
		}

	}

	static class One extends Good {

		@Autowired
		@Nullable Two two;

	}

	record Two(One one) {

	}

	@Import(Empty.class)
	static class ReturnsString {

		@Go
		public String greet(String whom) {
			return whom;
		}

	}

	@Import({ Empty.class, LazyReturnsString.LazyBean.class })
	static class LazyReturnsString {

		@Lazy
		static class LazyBean extends ReturnsString {

		}

	}

	@Import(Empty.class)
	static class PrivateMethod {

		@Go
		private void run() {
		}

	}

	@Import(Empty.class)
	static class FinalMethod {

		@Go
		public final CompletableFuture<String> run() {
			return new CompletableFuture<>();
		}

	}

	@Import(Empty.class)
	static class NoSuchRuntime {

		@Go("nosuch")
		public void run() {
		}

	}

	@Import(Empty.class)
	static class UnknownPlaceholder {

		@Go("${no.such.property}")
		public void run() {
		}

	}

	@Import(Empty.class)
	static class TwoProblems {

		@Go
		public String first() {
			return "";
		}

		@Go
		private void second() {
		}

	}

}
