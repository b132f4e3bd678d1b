package dev.goroutine.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoints under Spring Security and Boot's access levels, over HTTP: for anybody,
 * for one who may read, and for one who may change.
 */
class EndpointSecurityTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final String SECRET = "the argument of a call";

	private final HttpClient http = HttpClient.newHttpClient();

	private final CountDownLatch release = new CountDownLatch(1);

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		this.release.countDown();
		if (this.context != null) {
			this.context.close();
		}
		this.http.close();
	}

	@Test
	void anonymousSeesNothing() throws Exception {
		start("unrestricted");
		for (String path : List.of("gmp", "gmp/default", "goroutines", "goroutines/1", "goroutines?limit=bad",
				"gmp/default/trace?seconds=1", "scheduler", "scheduler/state", "scheduler/goroutine/1")) {
			for (String method : List.of("GET", "POST", "DELETE")) {
				HttpResponse<String> response = send(null, method, path, "application/json");
				assertThat(response.statusCode()).as("%s %s", method, path).isEqualTo(401);
				assertThat(response.body()).doesNotContain("runtime", "limit");
			}
		}
	}

	@Test
	void readerSeesAllButCannotChangeAnything() throws Exception {
		GoRuntime runtime = start("unrestricted");
		Goroutine<Void> parked = runtime.go(() -> this.release.await());
		int gomaxprocs = runtime.gomaxprocs();
		for (String path : List.of("gmp", "gmp/default", "goroutines", "goroutines/" + parked.id())) {
			assertThat(send("reader", "GET", path, "application/json").statusCode()).as(path).isEqualTo(200);
		}
		assertThat(send("reader", "GET", "goroutines", "text/plain").body()).startsWith("goroutine ");
		assertThat(send("reader", "DELETE", "goroutines/" + parked.id(), "*/*").statusCode()).isEqualTo(403);
		assertThat(post("reader", "gmp/default", "{\"gomaxprocs\":" + (gomaxprocs + 1) + "}").statusCode())
			.isEqualTo(403);
		assertThat(post("reader", "gmp/default/trace?seconds=1", "").statusCode()).isEqualTo(403);
		assertThat(parked.isDone()).isFalse();
		assertThat(runtime.gomaxprocs()).isEqualTo(gomaxprocs);
	}

	@Test
	void operatorMayChange() throws Exception {
		GoRuntime runtime = start("unrestricted");
		Goroutine<Void> parked = runtime.go(() -> this.release.await());
		assertThat(send("operator", "DELETE", "goroutines/" + parked.id(), "*/*").statusCode()).isEqualTo(204);
		Awaitility.await().atMost(PATIENCE).until(parked::isDone);
		assertThat(parked.exceptionNow()).isInstanceOf(InterruptedException.class);
		assertThat(post("operator", "gmp/default", "{\"gomaxprocs\":3}").statusCode()).isEqualTo(200);
		assertThat(runtime.gomaxprocs()).isEqualTo(3);
		assertThat(post("operator", "gmp/default/trace?seconds=1", "").body()).contains("\"traceEvents\":[");
	}

	@Test
	void whoMayNotChangeARuntimeMayNotTraceIt() throws Exception {
		start("unrestricted", "--management.endpoint.gmp.access=read-only");
		assertThat(send("operator", "GET", "gmp/default", "*/*").statusCode()).isEqualTo(200);
		assertThat(post("operator", "gmp/default/trace?seconds=1", "").statusCode()).isIn(404, 405);
	}

	@ParameterizedTest
	@CsvSource({ "unrestricted, 200, 204", "read-only, 200, 405", "none, 404, 404", ", 200, 405" })
	void accessLevelBindsTheOperatorToo(@Nullable String access, int read, int delete) throws Exception {
		GoRuntime runtime = start(access);
		Goroutine<Void> parked = runtime.go(() -> this.release.await());
		assertThat(send("operator", "GET", "goroutines", "*/*").statusCode()).isEqualTo(read);
		assertThat(send("operator", "GET", "goroutines/" + parked.id(), "*/*").statusCode()).isEqualTo(read);
		assertThat(send("operator", "DELETE", "goroutines/" + parked.id(), "*/*").statusCode()).isEqualTo(delete);
		if (delete != 204) {
			assertThat(parked.isDone()).isFalse();
		}
	}

	@Test
	void healthTellsWhyToThoseWhoMayKnow() throws Exception {
		start("unrestricted");
		assertThat(send(null, "GET", "health", "*/*").body()).contains("\"UP\"").doesNotContain("goroutine");
		assertThat(send("operator", "GET", "health", "*/*").body()).contains("\"goroutine\":{",
				"\"starvationThreshold\":\"PT10S\"", "\"oldestRunnable\":\"PT");
		assertThat(send("operator", "GET", "info", "*/*").body()).contains("\"jdkAccess\":\"opened\"");
		assertThat(send("reader", "GET", "info", "*/*").statusCode()).isEqualTo(403);
	}

	@Test
	void argumentsAreNeverShown() throws Exception {
		GoRuntime runtime = start("unrestricted");
		assertThat(this.context).isNotNull();
		this.context.getBean(Service.class).park(SECRET, this.release);
		Awaitility.await().atMost(PATIENCE).until(() -> runtime.snapshot().goroutines().waiting() == 1);
		long id = runtime.goroutines().getFirst().id();
		for (String path : List.of("gmp", "goroutines", "goroutines/" + id, "health", "info", "metrics/goroutine.go")) {
			for (String accept : List.of("application/json", "text/plain")) {
				assertThat(send("operator", "GET", path, accept).body()).as(path).doesNotContain(SECRET);
			}
		}
		assertThat(send("operator", "GET", "goroutines/" + id, "application/json").body())
			.contains("EndpointSecurityTests$Service.park(EndpointSecurityTests.java:");
	}

	private GoRuntime start(@Nullable String access, String... arguments) {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.SERVLET)
			.properties("server.port=0", "management.endpoints.web.exposure.include=*",
					"management.endpoint.gmp.access=unrestricted",
					"management.endpoint.health.show-components=when-authorized",
					"management.endpoint.health.show-details=when-authorized",
					"management.endpoint.health.roles=OPERATOR", "management.health.goroutine.enabled=true",
					"management.info.goroutine.enabled=true");
		String noDatabase = "--spring.autoconfigure.exclude="
				+ "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";
		List<String> all = new ArrayList<>(List.of(arguments));
		all.add(noDatabase);
		if (access != null) {
			all.add("--management.endpoint.goroutines.access=" + access);
		}
		this.context = builder.run(all.toArray(String[]::new));
		return this.context.getBean(GoRuntime.class);
	}

	private HttpResponse<String> send(@Nullable String user, String method, String path, String accept)
			throws Exception {
		return this.http.send(
				request(user, path).method(method, BodyPublishers.noBody()).header("Accept", accept).build(),
				BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String user, String path, String body) throws Exception {
		return this.http.send(request(user, path).POST(BodyPublishers.ofString(body))
			.header("Content-Type", "application/json")
			.build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(@Nullable String user, String path) {
		assertThat(this.context).isNotNull();
		WebServer server = ((WebServerApplicationContext) this.context).getWebServer();
		assertThat(server).isNotNull();
		int port = server.getPort();
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + path))
			.timeout(PATIENCE);
		if (user != null) {
			String credentials = user + ":password";
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
		}
		return request;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Service service() {
			return new Service();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("reader").password("{noop}password").roles("READER").build(),
					User.withUsername("operator").password("{noop}password").roles("READER", "OPERATOR").build());
		}

		@Bean
		SecurityFilterChain endpoints(HttpSecurity http) {
			return http.securityMatcher(EndpointRequest.toAnyEndpoint())
				.authorizeHttpRequests((requests) -> requests.requestMatchers(EndpointRequest.to("health"))
					.permitAll()
					.requestMatchers(EndpointRequest.to("gmp", "goroutines").withHttpMethod(HttpMethod.GET))
					.hasRole("READER")
					.anyRequest()
					.hasRole("OPERATOR"))
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

	}

	static class Service {

		@Go
		public void park(String secret, CountDownLatch release) throws InterruptedException {
			release.await();
		}

	}

}
