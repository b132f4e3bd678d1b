package dev.goroutine.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import brave.handler.MutableSpan;
import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.http.HttpStatus;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the starter promises an application, seen from outside: requests over HTTP to a
 * real server, one application for each test.
 */
class EndToEndTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String NO_DATABASE = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";

	private final HttpClient http = HttpClient.newHttpClient();

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
		this.http.close();
	}

	@Test
	void saturatedRuntimeLeavesTheRequestsOfTheOtherAlone() throws Exception {
		start(Runtimes.class, "--goroutine.gomaxprocs=1", "--goroutine.runtimes.io.gomaxprocs=1",
				"--goroutine.runtimes.io.max-m=2", "--management.endpoints.web.exposure.include=gmp");
		Runtimes runtimes = bean(Runtimes.class);
		List<CompletableFuture<HttpResponse<String>>> burning = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			burning.add(getLater("/burn"));
		}
		Goroutines.await(runtimes.burning);
		CompletableFuture<HttpResponse<String>> behindThem = getLater("/io");
		Awaitility.await().atMost(PATIENCE).until(() -> get("/actuator/gmp/io").body().contains("\"runnable\":1"));

		for (int i = 0; i < 100; i++) {
			assertThat(get("/default").body()).isEqualTo("default");
		}
		assertThat(behindThem).as("a request of the runtime that is saturated").isNotDone();
		assertThat(get("/actuator/gmp/default").body()).contains("\"blocked\":0", "\"created\":100");

		runtimes.release.countDown();
		assertThat(Goroutines.get(behindThem).body()).isEqualTo("io");
		for (CompletableFuture<HttpResponse<String>> request : burning) {
			assertThat(Goroutines.get(request).body()).isEqualTo("burnt");
		}
	}

	@Test
	void futureThatIsStillOpenHoldsNoGoroutineWhileTheClientWaits() throws Exception {
		start(Calls.class);
		GoRuntime runtime = bean(GoRuntime.class);
		CompletableFuture<HttpResponse<String>> answer = getLater("/chained");
		Goroutines.await(bean(Calls.class).returned);
		assertThat(runtime.awaitQuiescence(PATIENCE)).isTrue();
		assertThat(answer).isNotDone();

		assertThat(send(request("/answer").POST(HttpRequest.BodyPublishers.noBody())).statusCode()).isEqualTo(200);
		assertThat(Goroutines.get(answer).body()).isEqualTo("from another request");
	}

	@Test
	void callThatTakesTooLongIsInterruptedAndTheClientTold() throws Exception {
		start(Calls.class);
		// On a busy machine the time can be up before the call has begun.
		Awaitility.await().atMost(PATIENCE).until(() -> {
			assertThat(get("/slow").statusCode()).isEqualTo(504);
			return bean(Calls.class).started.getCount() == 0;
		});
		Goroutines.await(bean(Calls.class).interrupted);
		assertThat(bean(GoRuntime.class).awaitQuiescence(PATIENCE)).isTrue();
	}

	@Test
	void cancellingOverHttpInterruptsTheCall() throws Exception {
		start(Calls.class);
		CompletableFuture<HttpResponse<String>> answer = getLater("/endless");
		Goroutines.await(bean(Calls.class).started);
		assertThat(send(request("/endless").DELETE()).body()).isEqualTo("true");
		Goroutines.await(bean(Calls.class).interrupted);
		assertThat(Goroutines.get(answer).statusCode()).isEqualTo(410);
		assertThat(bean(GoRuntime.class).awaitQuiescence(PATIENCE)).isTrue();
	}

	@Test
	void callSeesUserTraceAndMdcOfItsRequestOnly() throws Exception {
		start(WithContext.class, "--spring.task.execution.propagate-context=true",
				"--management.tracing.sampling.probability=1",
				// Replaces what the other tests leave out: here Security is in play.
				"--spring.autoconfigure.exclude=" + NO_DATABASE);
		for (String user : List.of("ann", "bob", "ann")) {
			HttpResponse<String> response = send(request("/context").header("Authorization", basic(user)));
			String traceId = response.headers().firstValue("Trace-Id").orElseThrow();
			assertThat(response.body()).isEqualTo(user + ' ' + traceId + " order-of-" + user);
		}
		assertThat(get("/context").statusCode()).isEqualTo(401);
	}

	@Test
	void scheduledMethodThatHangsStarvesNeitherTheOthersNorTheRequests() throws Exception {
		start(Jobs.class, "--goroutine.scheduling.enabled=true", "--goroutine.gomaxprocs=1",
				"--management.endpoints.web.exposure.include=goroutines");
		Goroutines.await(bean(Jobs.class).hanging);
		int before = Integer.parseInt(get("/ticks").body());
		Awaitility.await().atMost(PATIENCE).until(() -> Integer.parseInt(get("/ticks").body()) > before + 5);
		assertThat(get("/actuator/goroutines").body()).contains("EndToEndTests$Jobs.hang");
		assertThat(bean(Jobs.class).release.getCount()).isOne();
		bean(Jobs.class).release.countDown();
	}

	@Test
	void callIsSpanBetweenThatOfTheRequestAndThatOfTheMethod() throws Exception {
		start(Traced.class, "--goroutine.observation.enabled=true", "--management.tracing.sampling.probability=1");
		assertThat(get("/traced").body()).isEqualTo("done");
		Spans spans = bean(Spans.class);
		Awaitility.await().atMost(PATIENCE).until(() -> spans.finished.size() == 2);
		MutableSpan request = spans.named("http get /traced");
		MutableSpan call = spans.named("go tracedService.work");
		assertThat(call.traceId()).isEqualTo(request.traceId());
		assertThat(call.parentId()).isEqualTo(request.id());
		assertThat(call.tags()).containsEntry("outcome", "SUCCESS");
	}

	@Test
	void environmentSetsWhatTheEndpointShows() throws Exception {
		MapPropertySource environment = new SystemEnvironmentPropertySource("ofThisTest-systemEnvironment", Map
			.of("GOROUTINE_RUNTIMES_IO_GOMAXPROCS", "3", "GOROUTINE_IDLEMTIMEOUT", "7s", "GOROUTINE_GOMAXPROCS", "5"));
		this.context = new SpringApplicationBuilder(Empty.class).web(WebApplicationType.SERVLET)
			.initializers((context) -> context.getEnvironment().getPropertySources().addFirst(environment))
			.run("--server.port=0", "--management.endpoints.web.exposure.include=gmp");
		assertThat(get("/actuator/gmp/default").body()).contains("\"gomaxprocs\":5", "\"idleMTimeout\":\"PT7S\"");
		assertThat(get("/actuator/gmp/io").body()).contains("\"gomaxprocs\":3", "\"idleMTimeout\":\"PT1M\"");
	}

	private void start(Class<?> application, String... arguments) {
		List<String> all = new ArrayList<>(List.of("--server.port=0"));
		all.addAll(List.of(arguments));
		this.context = new SpringApplicationBuilder(Empty.class, application).web(WebApplicationType.SERVLET)
			.run(all.toArray(String[]::new));
	}

	private <T> T bean(Class<T> type) {
		assertThat(this.context).isNotNull();
		return this.context.getBean(type);
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return send(request(path));
	}

	private CompletableFuture<HttpResponse<String>> getLater(String path) {
		return this.http.sendAsync(request(path).build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		assertThat(this.context).isNotNull();
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).timeout(PATIENCE);
	}

	private static String basic(String user) {
		return "Basic " + Base64.getEncoder().encodeToString((user + ":password").getBytes(StandardCharsets.UTF_8));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(excludeName = NO_DATABASE)
	static class Empty {

	}

	@RestController
	@Import(Runtimes.Service.class)
	static class Runtimes {

		final CountDownLatch burning = new CountDownLatch(2);

		final CountDownLatch release = new CountDownLatch(1);

		private final Runtimes.Service service;

		Runtimes(Runtimes.Service service) {
			this.service = service;
		}

		@GetMapping("/default")
		CompletableFuture<String> onDefault() {
			return this.service.onDefault();
		}

		@GetMapping("/io")
		CompletableFuture<String> onIo() {
			return this.service.onIo();
		}

		@GetMapping("/burn")
		CompletableFuture<String> burn() {
			return this.service.burn(this.burning, this.release);
		}

		static class Service {

			@Go
			CompletableFuture<String> onDefault() {
				return CompletableFuture.completedFuture("default");
			}

			@Go("io")
			CompletableFuture<String> onIo() {
				return CompletableFuture.completedFuture("io");
			}

			@Go("io")
			CompletableFuture<String> burn(CountDownLatch burning, CountDownLatch release) {
				burning.countDown();
				while (release.getCount() > 0) {
					Thread.onSpinWait();
				}
				return CompletableFuture.completedFuture("burnt");
			}

		}

	}

	@RestController
	@Import(Calls.Service.class)
	static class Calls {

		final CountDownLatch started = new CountDownLatch(1);

		final CountDownLatch returned = new CountDownLatch(1);

		final CountDownLatch interrupted = new CountDownLatch(1);

		private final CompletableFuture<String> inner = new CompletableFuture<>();

		private final AtomicReference<@Nullable CompletableFuture<String>> endless = new AtomicReference<>();

		private final Calls.Service service;

		Calls(Calls.Service service) {
			this.service = service;
		}

		@GetMapping("/chained")
		CompletableFuture<String> chained() {
			CompletableFuture<String> outer = this.service.chained(this.inner);
			this.returned.countDown();
			return outer;
		}

		@PostMapping("/answer")
		void answer() {
			this.inner.complete("from another request");
		}

		@GetMapping("/slow")
		CompletableFuture<String> slow() throws InterruptedException {
			return this.service.slow(this.started, this.interrupted);
		}

		@GetMapping("/endless")
		CompletableFuture<String> endless() throws InterruptedException {
			CompletableFuture<String> call = this.service.endless(this.started, this.interrupted);
			this.endless.set(call);
			return call;
		}

		@DeleteMapping("/endless")
		boolean cancel() {
			CompletableFuture<String> call = this.endless.get();
			return call != null && call.cancel(true);
		}

		@ExceptionHandler(TimeoutException.class)
		@ResponseStatus(HttpStatus.GATEWAY_TIMEOUT)
		void tooLate() {
		}

		@ExceptionHandler(CancellationException.class)
		@ResponseStatus(HttpStatus.GONE)
		void cancelled() {
		}

		static class Service {

			@Go
			CompletableFuture<String> chained(CompletableFuture<String> inner) {
				return inner;
			}

			@Go(timeout = "20ms")
			CompletableFuture<String> slow(CountDownLatch started, CountDownLatch interrupted)
					throws InterruptedException {
				started.countDown();
				return waitForEver(interrupted);
			}

			@Go
			CompletableFuture<String> endless(CountDownLatch started, CountDownLatch interrupted)
					throws InterruptedException {
				started.countDown();
				return waitForEver(interrupted);
			}

			private CompletableFuture<String> waitForEver(CountDownLatch interrupted) throws InterruptedException {
				try {
					new CountDownLatch(1).await();
					return CompletableFuture.completedFuture("never");
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
					throw ex;
				}
			}

		}

	}

	@RestController
	@Import(WithContext.Service.class)
	static class WithContext {

		private final WithContext.Service service;

		WithContext(WithContext.Service service) {
			this.service = service;
		}

		@GetMapping("/context")
		CompletableFuture<String> context(Authentication user, HttpServletResponse response) {
			response.setHeader("Trace-Id", MDC.get("traceId"));
			MDC.put("order", "order-of-" + user.getName());
			try {
				return this.service.look();
			}
			finally {
				MDC.remove("order");
			}
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(List.of(User.withUsername("ann").password("{noop}password").build(),
					User.withUsername("bob").password("{noop}password").build()));
		}

		@Bean
		TaskDecorator mdcDecorator() {
			return (task) -> {
				String order = MDC.get("order");
				return () -> {
					MDC.put("order", order);
					try {
						task.run();
					}
					finally {
						MDC.remove("order");
					}
				};
			};
		}

		/** Boot 4.0 has no property for it. */
		@Bean
		@Conditional(OnBoot40.class)
		TaskDecorator contextPropagatingDecorator() {
			return new ContextPropagatingTaskDecorator();
		}

		static class Service {

			@Go
			CompletableFuture<String> look() {
				Goroutines.current();
				Authentication user = SecurityContextHolder.getContext().getAuthentication();
				return CompletableFuture.completedFuture(((user != null) ? user.getName() : "nobody") + ' '
						+ MDC.get("traceId") + ' ' + MDC.get("order"));
			}

		}

	}

	static class OnBoot40 implements Condition {

		@Override
		public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
			return SpringBootVersion.getVersion().startsWith("4.0.");
		}

	}

	@RestController
	@EnableScheduling
	static class Jobs {

		final CountDownLatch hanging = new CountDownLatch(1);

		final CountDownLatch release = new CountDownLatch(1);

		private final AtomicInteger ticks = new AtomicInteger();

		@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.MILLISECONDS)
		void hang() throws InterruptedException {
			Goroutines.current();
			this.hanging.countDown();
			this.release.await();
		}

		@Scheduled(fixedDelay = 5, timeUnit = TimeUnit.MILLISECONDS)
		void tick() {
			this.ticks.incrementAndGet();
		}

		@GetMapping("/ticks")
		int ticks() {
			return this.ticks.get();
		}

	}

	@RestController
	@Import({ TracedService.class, Spans.class })
	static class Traced {

		private final TracedService service;

		Traced(TracedService service) {
			this.service = service;
		}

		@GetMapping("/traced")
		CompletableFuture<String> traced() {
			return this.service.work();
		}

	}

	static class TracedService {

		@Go
		CompletableFuture<String> work() {
			return CompletableFuture.completedFuture("done");
		}

	}

}
