package dev.goroutine.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that is stopped while 1,000 requests are in flight, each with a
 * goroutine: those that end in time are answered, and nobody waits for ever for the rest.
 */
class ShutdownTests {

	private static final int REQUESTS = 1_000;

	@Test
	void everyCallerIsAnsweredOrToldAndTheApplicationEnds() throws Exception {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.SERVLET)
			.properties("server.port=0", "server.tomcat.accept-count=2000", "server.shutdown=graceful",
					"spring.lifecycle.timeout-per-shutdown-phase=10s", "goroutine.shutdown.grace=1s")
			.run();
		try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
			GoRuntime runtime = context.getBean(GoRuntime.class);
			Controller controller = context.getBean(Controller.class);
			Work work = context.getBean(Work.class);
			List<CompletableFuture<HttpResponse<String>>> finishing = new ArrayList<>();
			List<CompletableFuture<HttpResponse<String>>> stuck = new ArrayList<>();
			for (int i = 0; i < REQUESTS / 2; i++) {
				finishing.add(get(http, context, "/finish"));
				stuck.add(get(http, context, "/stuck"));
			}
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.until(() -> runtime.snapshot().goroutines().waiting() == REQUESTS);

			CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close,
					(close) -> Thread.ofPlatform().start(close));
			Awaitility.await().until(context::isClosed);
			work.finish();

			for (CompletableFuture<HttpResponse<String>> answer : finishing) {
				assertThat(answer.get(60, TimeUnit.SECONDS).body()).isEqualTo("done");
			}
			closed.get(60, TimeUnit.SECONDS);
			for (CompletableFuture<HttpResponse<String>> answer : stuck) {
				assertThat(told(answer)).isTrue();
			}
			assertThat(controller.futures).hasSize(REQUESTS).allMatch(CompletableFuture::isDone);
			assertThat(runtime.awaitQuiescence(Duration.ZERO)).isTrue();
			assertThat(runtime.snapshot().totals().completed()).isEqualTo(REQUESTS);
		}
		finally {
			context.close();
		}
	}

	private static CompletableFuture<HttpResponse<String>> get(HttpClient http, ConfigurableApplicationContext context,
			String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return http.sendAsync(HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build(),
				BodyHandlers.ofString());
	}

	/** By an error of the server, or by the end of the connection. */
	private static boolean told(CompletableFuture<HttpResponse<String>> answer) throws Exception {
		try {
			return answer.get(60, TimeUnit.SECONDS).statusCode() >= 500;
		}
		catch (ExecutionException ex) {
			return ex.getCause() instanceof IOException;
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	@Import({ Controller.class, Work.class })
	static class Application {

	}

	@RestController
	static class Controller {

		final List<CompletableFuture<String>> futures = new CopyOnWriteArrayList<>();

		private final Work work;

		Controller(Work work) {
			this.work = work;
		}

		@GetMapping("/{how}")
		CompletableFuture<String> work(@PathVariable String how) throws InterruptedException {
			CompletableFuture<String> future = how.equals("finish") ? this.work.untilFinished()
					: this.work.untilInterrupted();
			this.futures.add(future);
			return future;
		}

	}

	static class Work {

		private final CountDownLatch finish = new CountDownLatch(1);

		@Go
		public CompletableFuture<String> untilFinished() throws InterruptedException {
			this.finish.await();
			return CompletableFuture.completedFuture("done");
		}

		@Go
		public CompletableFuture<String> untilInterrupted() throws InterruptedException {
			new CountDownLatch(1).await();
			return CompletableFuture.completedFuture("never");
		}

		public void finish() {
			this.finish.countDown();
		}

	}

}
