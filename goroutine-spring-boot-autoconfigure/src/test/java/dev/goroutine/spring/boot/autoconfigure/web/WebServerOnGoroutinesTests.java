package dev.goroutine.spring.boot.autoconfigure.web;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatServletManagementContextAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Applications whose web server runs requests on goroutines, over HTTP, on a real Tomcat
 * and on a real Jetty.
 */
@ParameterizedClass
@EnumSource
class WebServerOnGoroutinesTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	enum Server {

		TOMCAT(TomcatWebServer.class, "tomcat-handler-", JettyServletWebServerAutoConfiguration.class,
				JettyServletManagementContextAutoConfiguration.class),

		JETTY(JettyWebServer.class, "jetty-", TomcatServletWebServerAutoConfiguration.class,
				TomcatServletManagementContextAutoConfiguration.class);

		private final Class<? extends WebServer> type;

		private final String threadNamePrefix;

		private final String exclude;

		/** Both are on the class path, so that each has to exclude the other. */
		Server(Class<? extends WebServer> type, String threadNamePrefix, Class<?>... excluded) {
			this.type = type;
			this.threadNamePrefix = threadNamePrefix;
			this.exclude = Stream.of(excluded).map(Class::getName).collect(Collectors.joining(","));
		}

	}

	@Parameter
	private Server server;

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final List<ConfigurableApplicationContext> contexts = new ArrayList<>();

	@AfterEach
	void close() {
		this.contexts.forEach(ConfigurableApplicationContext::close);
		this.http.close();
	}

	@Test
	void handlersRunOnGoroutinesOfTheDefaultRuntime() throws Exception {
		ConfigurableApplicationContext context = start();
		assertThat(get(context, "/thread").body()).startsWith("goroutine " + this.server.threadNamePrefix);
		assertThat(context.getBean(GoRuntime.class).snapshot().totals().created()).isPositive();
	}

	@Test
	void virtualThreadsMayBeEnabledForTheRest() throws Exception {
		ConfigurableApplicationContext context = start("spring.threads.virtual.enabled=true");
		assertThat(get(context, "/thread").body()).startsWith("goroutine " + this.server.threadNamePrefix);
		assertThat(get(context, "/callable").body()).startsWith("virtual thread task-");
	}

	@Test
	void withoutThePropertyThereAreNoGoroutines() throws Exception {
		ConfigurableApplicationContext context = start("goroutine.web.enabled=false");
		assertThat(get(context, "/thread").body()).startsWith("thread ");
	}

	@Test
	void asynchronousRequestsAreDispatchedOnGoroutines() throws Exception {
		ConfigurableApplicationContext context = start();
		assertThat(get(context, "/deferred?id=1").body()).isEqualTo("from another thread");
		assertThat(get(context, "/callable?id=2").body()).startsWith("thread task-");
		Dispatches dispatches = context.getBean(Dispatches.class);
		assertThat(dispatches.of("1")).containsExactly("REQUEST on goroutine", "ASYNC on goroutine");
		assertThat(dispatches.of("2")).containsExactly("REQUEST on goroutine", "ASYNC on goroutine");
	}

	@Test
	void errorPagesAreRenderedOnGoroutines() throws Exception {
		ConfigurableApplicationContext context = start("spring.web.error.include-message=always");
		HttpResponse<String> failed = get(context, "/fail?id=1");
		assertThat(failed.statusCode()).isEqualTo(500);
		assertThat(failed.body()).contains("\"status\":500", "expected");
		assertThat(get(context, "/nosuch?id=2").statusCode()).isEqualTo(404);
		Dispatches dispatches = context.getBean(Dispatches.class);
		assertThat(dispatches.of("1")).containsExactly("REQUEST on goroutine", "ERROR on goroutine");
		assertThat(dispatches.of("2")).containsExactly("REQUEST on goroutine", "ERROR on goroutine");
	}

	@Test
	void requestsOfAConnectionThatIsKeptRunOnGoroutines() throws Exception {
		ConfigurableApplicationContext context = start();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(context))) {
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			List<String> bodies = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				socket.getOutputStream()
					.write("GET /thread HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
				bodies.add(readResponse(in));
			}
			assertThat(bodies).hasSize(3).allMatch((body) -> body.startsWith("goroutine "));
		}
	}

	/**
	 * The first is answered by another thread than the one that read it. Whoever reads
	 * the next one then, it has to run on a goroutine too.
	 */
	@Test
	void requestBehindAnAsynchronousOneRunsOnAGoroutine() throws Exception {
		ConfigurableApplicationContext context = start();
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(context))) {
			BufferedReader in = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
			socket.getOutputStream().write("""
					GET /deferred HTTP/1.1\r
					Host: localhost\r
					\r
					GET /thread?id=2 HTTP/1.1\r
					Host: localhost\r
					\r
					GET /nosuch?id=3 HTTP/1.1\r
					Host: localhost\r
					\r
					""".getBytes(StandardCharsets.US_ASCII));
			assertThat(readResponse(in)).isEqualTo("from another thread");
			assertThat(readResponse(in)).startsWith("goroutine ");
			assertThat(in.readLine()).startsWith("HTTP/1.1 404");
		}
		Dispatches dispatches = context.getBean(Dispatches.class);
		assertThat(dispatches.of("2")).containsExactly("REQUEST on goroutine");
		assertThat(dispatches.of("3")).containsExactly("REQUEST on goroutine", "ERROR on goroutine");
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void requestsThatBurnCpuDoNotStopOthers(int gomaxprocs) throws Exception {
		ConfigurableApplicationContext context = start("goroutine.gomaxprocs=" + gomaxprocs);
		Hogs hogs = context.getBean(Hogs.class);
		List<CompletableFuture<HttpResponse<String>>> burning = begin(context, "/burn", gomaxprocs + 1);
		try {
			assertThat(hogs.begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
			for (int i = 0; i < 20; i++) {
				assertThat(get(context, "/thread").statusCode()).isEqualTo(200);
			}
			assertThat(burning).noneMatch(CompletableFuture::isDone);
		}
		finally {
			hogs.stop.set(true);
		}
		assertAllOk(burning);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void requestsThatBlockTheirOsThreadDoNotStopOthers(int gomaxprocs, @TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		ConfigurableApplicationContext context = start("goroutine.gomaxprocs=" + gomaxprocs);
		int blocked = gomaxprocs + 1;
		try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw")) {
			List<CompletableFuture<HttpResponse<String>>> blocking = begin(context, "/block?pipe=" + pipe, blocked);
			try {
				CountDownLatch begun = context.getBean(Blocked.class).begun;
				assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
				for (int i = 0; i < 20; i++) {
					assertThat(get(context, "/thread").statusCode()).isEqualTo(200);
				}
				assertThat(blocking).noneMatch(CompletableFuture::isDone);
			}
			finally {
				writer.write(new byte[blocked]);
			}
			assertAllOk(blocking);
		}
	}

	/**
	 * If the runtime went first, or with the server, a grace of 0 would interrupt them.
	 */
	@Test
	void requestsInFlightAreAnsweredBeforeTheRuntimeStops() throws Exception {
		ConfigurableApplicationContext context = start("goroutine.shutdown.grace=0s");
		Gate gate = context.getBean(Gate.class);
		List<CompletableFuture<HttpResponse<String>>> waiting = begin(context, "/gate", 3);
		assertThat(gate.entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		GoRuntime runtime = context.getBean(GoRuntime.class);
		CountDownLatch closing = new CountDownLatch(1);
		context.addApplicationListener((ApplicationListener<ContextClosedEvent>) (event) -> closing.countDown());
		Thread closer = Thread.ofPlatform().start(context::close);
		assertThat(closing.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		// The listening socket is closed first, so this tells that the server is
		// stopping.
		awaitRefusal(context);
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
		gate.open.countDown();
		assertAllOk(waiting);
		closer.join(PATIENCE);
		assertThat(closer.isAlive()).isFalse();
		assertThat(runtime.awaitQuiescence(PATIENCE)).isTrue();
	}

	@Test
	void requestsThatDoNotEndAreInterruptedByTheRuntime() throws Exception {
		ConfigurableApplicationContext context = start("goroutine.shutdown.grace=0s", "server.shutdown=immediate");
		Gate gate = context.getBean(Gate.class);
		begin(context, "/gate", 3);
		assertThat(gate.entered.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		GoRuntime runtime = context.getBean(GoRuntime.class);
		context.close();
		assertThat(gate.interrupted.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(runtime.awaitQuiescence(PATIENCE)).isTrue();
	}

	@Test
	void managementServerOfItsOwnKeepsItsThreads() throws Exception {
		ConfigurableApplicationContext context = start("management.server.port=0",
				"management.endpoints.web.exposure.include=gmp");
		int managementPort = context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
		long before = context.getBean(GoRuntime.class).snapshot().totals().created();
		HttpResponse<String> response = this.http.send(
				HttpRequest.newBuilder(URI.create("http://localhost:" + managementPort + "/actuator/gmp")).build(),
				BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(context.getBean(GoRuntime.class).snapshot().totals().created()).isEqualTo(before);
	}

	private ConfigurableApplicationContext start(String... properties) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setDefaultProperties(
				Map.of("server.port", "0", "goroutine.web.enabled", "true", "goroutine.gomaxprocs", "2"));
		ConfigurableApplicationContext context = application
			.run(Stream.concat(Stream.of("spring.autoconfigure.exclude=" + this.server.exclude), Stream.of(properties))
				.map((property) -> "--" + property)
				.toArray(String[]::new));
		this.contexts.add(context);
		assertThat(((WebServerApplicationContext) context).getWebServer()).isInstanceOf(this.server.type);
		return context;
	}

	private List<CompletableFuture<HttpResponse<String>>> begin(ConfigurableApplicationContext context, String path,
			int count) {
		HttpRequest request = request(context, path);
		return IntStream.range(0, count)
			.mapToObj((i) -> this.http.sendAsync(request, BodyHandlers.ofString()))
			.toList();
	}

	private static void assertAllOk(List<CompletableFuture<HttpResponse<String>>> requests) throws Exception {
		for (CompletableFuture<HttpResponse<String>> request : requests) {
			assertThat(request.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).statusCode()).isEqualTo(200);
		}
	}

	private HttpResponse<String> get(ConfigurableApplicationContext context, String path)
			throws IOException, InterruptedException {
		return this.http.send(request(context, path), BodyHandlers.ofString());
	}

	private static HttpRequest request(ConfigurableApplicationContext context, String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port(context) + path))
			.header("Accept", MediaType.ALL_VALUE)
			.timeout(PATIENCE)
			.build();
	}

	private static int port(ConfigurableApplicationContext context) {
		return context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
	}

	private static String readResponse(BufferedReader in) throws IOException {
		assertThat(in.readLine()).startsWith("HTTP/1.1 200");
		int length = -1;
		for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
			if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
				length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
			}
		}
		char[] body = new char[length];
		int read = 0;
		while (read < length) {
			int more = in.read(body, read, length - read);
			assertThat(more).isPositive();
			read += more;
		}
		return new String(body);
	}

	private static void awaitRefusal(ConfigurableApplicationContext context) {
		int port = port(context);
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThatIOException()
				.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close()));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Controller.class)
	static class Application {

		@Bean
		Hogs hogs(Environment environment) {
			return new Hogs(moreThanPs(environment));
		}

		@Bean
		Blocked blocked(Environment environment) {
			return new Blocked(moreThanPs(environment));
		}

		@Bean
		Gate gate() {
			return new Gate();
		}

		@Bean
		Dispatches dispatches() {
			return new Dispatches();
		}

		private static int moreThanPs(Environment environment) {
			return environment.getRequiredProperty("goroutine.gomaxprocs", Integer.class) + 1;
		}

	}

	static class Hogs {

		private final CountDownLatch begun;

		private final AtomicBoolean stop = new AtomicBoolean();

		Hogs(int count) {
			this.begun = new CountDownLatch(count);
		}

	}

	static class Blocked {

		private final CountDownLatch begun;

		Blocked(int count) {
			this.begun = new CountDownLatch(count);
		}

	}

	static class Gate {

		private final CountDownLatch entered = new CountDownLatch(3);

		private final CountDownLatch open = new CountDownLatch(1);

		private final CountDownLatch interrupted = new CountDownLatch(3);

	}

	@RestController
	static class Controller {

		private final Hogs hogs;

		private final Blocked blocked;

		private final Gate gate;

		Controller(Hogs hogs, Blocked blocked, Gate gate) {
			this.hogs = hogs;
			this.blocked = blocked;
			this.gate = gate;
		}

		@GetMapping("/thread")
		String thread() {
			Thread thread = Thread.currentThread();
			Goroutine<?> goroutine = Goroutine.current();
			if (goroutine != null) {
				return "goroutine " + goroutine.name();
			}
			return (thread.isVirtual() ? "virtual thread " : "thread ") + thread.getName();
		}

		@GetMapping("/callable")
		Callable<String> callable() {
			return this::thread;
		}

		@GetMapping("/deferred")
		DeferredResult<String> deferred() {
			DeferredResult<String> result = new DeferredResult<>();
			Thread.ofPlatform().start(() -> result.setResult("from another thread"));
			return result;
		}

		/** The result comes after the goroutine that took the request has ended. */
		@GetMapping("/later")
		DeferredResult<String> later() {
			DeferredResult<String> result = new DeferredResult<>();
			Goroutine<?> goroutine = Objects.requireNonNull(Goroutine.current());
			goroutine.toCompletableFuture().whenComplete((value, failure) -> result.setResult("from another thread"));
			return result;
		}

		@GetMapping("/fail")
		String fail() {
			throw new IllegalStateException("expected");
		}

		@GetMapping("/burn")
		String burn() {
			this.hogs.begun.countDown();
			while (!this.hogs.stop.get()) {
				Thread.onSpinWait();
			}
			return "burned";
		}

		@GetMapping("/block")
		String block(@RequestParam Path pipe) throws IOException {
			this.blocked.begun.countDown();
			try (InputStream in = new FileInputStream(pipe.toFile())) {
				return "read " + in.read();
			}
		}

		@GetMapping("/gate")
		String gate() throws InterruptedException {
			this.gate.entered.countDown();
			try {
				this.gate.open.await();
			}
			catch (InterruptedException ex) {
				this.gate.interrupted.countDown();
				throw ex;
			}
			return "through";
		}

	}

	/** Where each dispatch of a request ran, by the parameter id. */
	static class Dispatches extends OncePerRequestFilter {

		private final Map<String, List<String>> byId = new ConcurrentHashMap<>();

		List<String> of(String id) {
			return this.byId.getOrDefault(id, List.of());
		}

		@Override
		protected boolean shouldNotFilterAsyncDispatch() {
			return false;
		}

		@Override
		protected boolean shouldNotFilterErrorDispatch() {
			return false;
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			String id = request.getParameter("id");
			if (id != null) {
				this.byId.computeIfAbsent(id, (any) -> new ArrayList<>())
					.add(request.getDispatcherType() + ((Goroutine.current() != null) ? " on goroutine"
							: " on " + Thread.currentThread().getName()));
			}
			chain.doFilter(request, response);
		}

	}

}
