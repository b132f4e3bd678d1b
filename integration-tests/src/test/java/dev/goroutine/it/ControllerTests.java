package dev.goroutine.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Goroutines in controllers of both web stacks, over HTTP: those that are returned, and
 * timeouts of those that are waited for.
 */
@ExtendWith(OutputCaptureExtension.class)
class ControllerTests {

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void goroutineThatIsReturnedIsItsValue(WebApplicationType type) throws Exception {
		try (ConfigurableApplicationContext context = run(type); HttpClient http = HttpClient.newHttpClient()) {
			assertThat(get(http, context, "/value").body()).isEqualTo("{\"name\":\"book\"}");
			assertThat(get(http, context, "/late").body()).isEqualTo("late");
			assertThat(get(http, context, "/entity").statusCode()).isEqualTo(201);
			assertThat(get(http, context, "/entity").body()).isEqualTo("made");
			assertThat(get(http, context, "/go").body()).isEqualTo("{\"name\":\"go\"}");
			assertThat(get(http, context, "/nothing").statusCode()).isEqualTo(200);
			assertThat(get(http, context, "/nothing").body()).isEmpty();
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void failureOfGoroutineIsThatOfTheMethod(WebApplicationType type) throws Exception {
		try (ConfigurableApplicationContext context = run(type); HttpClient http = HttpClient.newHttpClient()) {
			HttpResponse<String> response = get(http, context, "/teapot");
			assertThat(response.statusCode()).isEqualTo(418);
			assertThat(response.body()).isEqualTo("short and stout");
		}
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = { "SERVLET", "REACTIVE" })
	void timeoutIsAnswered503WithOneLineInTheLog(WebApplicationType type, CapturedOutput output) throws Exception {
		try (ConfigurableApplicationContext context = run(type); HttpClient http = HttpClient.newHttpClient()) {
			int asked = 0;
			for (String path : new String[] { "/slow", "/slow-goroutine" }) {
				HttpResponse<String> response = get(http, context, path);
				assertThat(response.statusCode()).as(path).isEqualTo(503);
				assertThat(response.body()).contains("\"status\":503").contains("\"path\":\"" + path + "\"");
				asked++;
			}
			if (type == WebApplicationType.SERVLET) {
				assertThat(get(http, context, "/slow-joined").statusCode()).isEqualTo(503);
				asked++;
			}
			assertThat(StringUtils.countOccurrencesOf(output.toString(), "has not ended within")).isEqualTo(asked);
			assertThat(output.toString()).contains("WARN").doesNotContain("ERROR");
			assertThat(get(http, context, "/own-timeout").statusCode()).isEqualTo(500);
		}
	}

	@Test
	void requestThatTimesOutCancelsItsGoroutine() throws Exception {
		try (ConfigurableApplicationContext context = run(WebApplicationType.SERVLET,
				"spring.mvc.async.request-timeout=300ms"); HttpClient http = HttpClient.newHttpClient()) {
			assertThat(get(http, context, "/forever").statusCode()).isEqualTo(503);
			assertThat(context.getBean(Controller.class).interrupted.await(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	/** That is what a server does whose client goes away, if it notices: Netty's does. */
	@Test
	void subscriberThatCancelsCancelsTheGoroutine() throws Exception {
		try (ConfigurableApplicationContext context = run(WebApplicationType.REACTIVE)) {
			Controller controller = context.getBean(Controller.class);
			ReactiveAdapter adapter = context.getBean(ReactiveAdapterRegistry.class).getAdapter(Goroutine.class);
			assertThat(adapter).isNotNull();
			Disposable subscription = Mono.from(adapter.toPublisher(controller.forever())).subscribe();
			assertThat(controller.started.await(30, TimeUnit.SECONDS)).isTrue();
			subscription.dispose();
			assertThat(controller.interrupted.await(30, TimeUnit.SECONDS)).isTrue();
		}
	}

	private static ConfigurableApplicationContext run(WebApplicationType type, String... properties) {
		return new SpringApplicationBuilder(Application.class).web(type)
			.properties("server.port=0")
			.properties(properties)
			.run();
	}

	private static HttpRequest request(ConfigurableApplicationContext context, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
	}

	private static HttpResponse<String> get(HttpClient http, ConfigurableApplicationContext context, String path)
			throws Exception {
		return http.send(request(context, path), BodyHandlers.ofString());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@Import({ Controller.class, Service.class })
	static class Application {

	}

	record Thing(String name) {

	}

	@RestController
	static class Controller {

		final CountDownLatch started = new CountDownLatch(1);

		final CountDownLatch interrupted = new CountDownLatch(1);

		private final GoRuntime runtime;

		private final Service service;

		Controller(GoRuntime runtime, Service service) {
			this.runtime = runtime;
			this.service = service;
		}

		@GetMapping("/value")
		Goroutine<Thing> value() {
			return Goroutine.completed(new Thing("book"));
		}

		@GetMapping("/late")
		Goroutine<String> late() {
			return this.runtime.go(() -> {
				Thread.sleep(20);
				return "late";
			});
		}

		@GetMapping("/entity")
		Goroutine<ResponseEntity<String>> entity() {
			return this.runtime.go(() -> ResponseEntity.status(HttpStatus.CREATED).body("made"));
		}

		@GetMapping("/go")
		Goroutine<Thing> go() {
			return this.service.thing();
		}

		@GetMapping("/nothing")
		Goroutine<Void> nothing() {
			return this.runtime.go(() -> {
			});
		}

		@GetMapping("/teapot")
		Goroutine<Thing> teapot() {
			return this.runtime.go(() -> {
				throw new TeapotException();
			});
		}

		@GetMapping("/forever")
		Goroutine<String> forever() {
			return this.runtime.go(() -> {
				this.started.countDown();
				try {
					new CountDownLatch(1).await();
				}
				catch (InterruptedException ex) {
					this.interrupted.countDown();
				}
				return "unseen";
			});
		}

		@GetMapping("/slow")
		CompletableFuture<String> slow() {
			return this.service.slow();
		}

		@GetMapping("/slow-goroutine")
		Goroutine<String> slowGoroutine() throws InterruptedException {
			return this.service.slowGoroutine();
		}

		@GetMapping("/slow-joined")
		String slowJoined() {
			return this.service.slow().join();
		}

		@GetMapping("/own-timeout")
		Goroutine<String> ownTimeout() {
			return this.runtime.go(() -> {
				throw new TimeoutException("its own");
			});
		}

		@ExceptionHandler
		ResponseEntity<String> handle(TeapotException ex) {
			return ResponseEntity.status(418).body("short and stout");
		}

	}

	static final class TeapotException extends Exception {

	}

	static class Service {

		@Go
		public Goroutine<Thing> thing() {
			return Goroutine.completed(new Thing("go"));
		}

		@Go(timeout = "100ms")
		public CompletableFuture<String> slow() {
			return new CompletableFuture<>();
		}

		@Go(timeout = "100ms")
		public Goroutine<String> slowGoroutine() throws InterruptedException {
			new CountDownLatch(1).await();
			return Goroutine.completed("late");
		}

	}

}
