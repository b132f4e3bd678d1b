package dev.goroutine.spring.boot.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.logging.logback.LogbackMetricsAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.util.Assert;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application that uses all there is, and is closed.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableScheduling
@Import({ RestartedApplication.Service.class, RestartedApplication.Controller.class })
public class RestartedApplication {

	/**
	 * Starts, uses and closes it.
	 * @param timeouts whether to make calls with a timeout too
	 * @throws Exception if it does not work
	 */
	public static void run(boolean timeouts) throws Exception {
		SpringApplication application = new SpringApplication(RestartedApplication.class);
		application.setRegisterShutdownHook(false);
		// Micrometer's binder for Logback stays there, with its registry and all meters.
		try (ConfigurableApplicationContext context = application.run("--server.port=0", "--goroutine.web.enabled=true",
				"--goroutine.scheduling.enabled=true", "--goroutine.executor.mode=application",
				"--goroutine.runtimes.io.gomaxprocs=1", "--goroutine.idle-m-timeout=1h",
				"--spring.main.banner-mode=off",
				"--spring.autoconfigure.exclude=" + LogbackMetricsAutoConfiguration.class.getName())) {
			Service service = context.getBean(Service.class);
			Assert.state(service.thread().get(30, TimeUnit.SECONDS).isVirtual(), "no goroutine");
			service.burn().get(30, TimeUnit.SECONDS);
			service.block().get(30, TimeUnit.SECONDS);
			// Cancelled, as its timer is, which would be due in a day.
			service.sleep().cancel(true);
			if (timeouts) {
				service.sleepAnHour().cancel(true);
			}
			try (HttpClient client = HttpClient.newHttpClient()) {
				String port = context.getEnvironment().getRequiredProperty("local.server.port");
				String body = client
					.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/")).build(),
							HttpResponse.BodyHandlers.ofString())
					.body();
				Assert.state(body.equals("goroutine"), body);
			}
		}
	}

	static class Service {

		@Go
		public CompletableFuture<Thread> thread() {
			return CompletableFuture.completedFuture(Thread.currentThread());
		}

		/** Longer than a time slice, so that its M is background work at its end. */
		@Go
		public CompletableFuture<Void> burn() {
			long start = System.nanoTime();
			while (System.nanoTime() - start < 200_000_000) {
				Thread.onSpinWait();
			}
			return CompletableFuture.completedFuture(null);
		}

		@Go("io")
		public CompletableFuture<Integer> block() throws Exception {
			return CompletableFuture.completedFuture(Goroutine.blocking(() -> {
				Thread.sleep(10);
				return 1;
			}));
		}

		@Go
		public CompletableFuture<Void> sleep() throws InterruptedException {
			Goroutine.sleep(Duration.ofDays(1));
			return CompletableFuture.completedFuture(null);
		}

		@Go(timeout = "1h")
		public CompletableFuture<Void> sleepAnHour() throws InterruptedException {
			return sleep();
		}

		@Scheduled(fixedDelay = 3_600_000)
		public void tick() {
		}

	}

	@RestController
	static class Controller {

		@GetMapping("/")
		String answer() {
			return (Goroutine.current() != null) ? "goroutine" : "no goroutine";
		}

	}

}
