package dev.goroutine.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.context.request.async.WebAsyncTask;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code goroutine.executor.mode=application} makes of the two web stacks, over
 * HTTP.
 */
class ApplicationExecutorTests {

	@ParameterizedTest
	@CsvSource({ "application, /callable, goroutine", "application, /task, goroutine",
			"application, /streaming, goroutine", "application, /deferred, goroutine", "dedicated, /callable, thread",
			"dedicated, /task, thread", "dedicated, /streaming, thread", "dedicated, /deferred, goroutine" })
	void mvc(String mode, String path, String where) throws Exception {
		try (ConfigurableApplicationContext context = run(MvcApplication.class, WebApplicationType.SERVLET, mode)) {
			assertThat(get(context, path)).isEqualTo(where);
		}
	}

	@ParameterizedTest
	@CsvSource({ "application, /blocking, goroutine", "application, /reactive, thread", "dedicated, /blocking, thread",
			"dedicated, /reactive, thread" })
	void webFlux(String mode, String path, String where) throws Exception {
		try (ConfigurableApplicationContext context = run(WebFluxApplication.class, WebApplicationType.REACTIVE,
				mode)) {
			assertThat(get(context, path)).isEqualTo(where);
		}
	}

	private static ConfigurableApplicationContext run(Class<?> application, WebApplicationType type, String mode) {
		return new SpringApplicationBuilder(application).web(type)
			.properties("server.port=0", "goroutine.executor.mode=" + mode)
			.run();
	}

	private static String get(ConfigurableApplicationContext context, String path) throws Exception {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		try (HttpClient http = HttpClient.newHttpClient()) {
			HttpResponse<String> response = http.send(
					HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
					BodyHandlers.ofString());
			assertThat(response.statusCode()).isEqualTo(200);
			return response.body();
		}
	}

	private static String where() {
		return (Goroutine.current() != null) ? "goroutine" : "thread";
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@Import({ MvcController.class, Answers.class })
	static class MvcApplication {

	}

	@RestController
	static class MvcController {

		private final Answers answers;

		MvcController(Answers answers) {
			this.answers = answers;
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return ApplicationExecutorTests::where;
		}

		@GetMapping("/task")
		WebAsyncTask<String> task() {
			return new WebAsyncTask<>(30_000L, ApplicationExecutorTests::where);
		}

		@GetMapping("/streaming")
		StreamingResponseBody streaming() {
			return (out) -> out.write(where().getBytes(StandardCharsets.UTF_8));
		}

		/** Needs no executor: whoever has the answer gives it. */
		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			this.answers.give(result);
			return result;
		}

	}

	static class Answers {

		@Go
		public void give(DeferredResult<String> result) {
			result.setResult(where());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@Import(WebFluxController.class)
	static class WebFluxApplication {

	}

	@RestController
	static class WebFluxController {

		@GetMapping("/blocking")
		String blocking() {
			return where();
		}

		@GetMapping("/reactive")
		Mono<String> reactive() {
			return Mono.just(where());
		}

	}

}
