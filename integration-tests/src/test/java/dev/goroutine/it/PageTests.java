package dev.goroutine.it;

import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
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
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The live page over HTTP: on both web stacks, under Spring Security, and as accessible
 * as the endpoints.
 */
class PageTests {

	private static final JsonMapper JSON = new JsonMapper();

	/** Spring Security keeps the token in the session. */
	private final HttpClient http = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	private @Nullable ConfigurableApplicationContext context;

	@AfterEach
	void close() {
		if (this.context != null) {
			this.context.close();
		}
		this.http.close();
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void bothWebStacksServeIt(WebApplicationType type) throws Exception {
		GoRuntime runtime = start(Application.class, type, "--goroutine.page.enabled=true",
				"--management.endpoint.gmp.access=unrestricted",
				"--management.endpoint.goroutines.access=unrestricted");
		HttpResponse<String> redirect = send(null, get("/goroutines"));
		assertThat(redirect.statusCode()).isEqualTo(302);
		assertThat(redirect.headers().firstValue("Location")).contains("goroutines/");
		HttpResponse<String> index = send(null, get("/goroutines/"));
		assertThat(index.body()).startsWith("<!DOCTYPE html>").doesNotContain("<style", "style=", "onclick");
		assertThat(index.headers().firstValue("Content-Security-Policy")).get()
			.asString()
			.startsWith("default-src 'self';");
		for (String asset : new String[] { "page.js", "page.css", "charts.js", "uPlot.esm.js", "uPlot.min.css" }) {
			assertThat(send(null, get("/goroutines/" + asset)).statusCode()).as(asset).isEqualTo(200);
		}
		assertThat(send(null, get("/goroutines/PageAssets.class")).statusCode()).isEqualTo(404);

		CountDownLatch latch = new CountDownLatch(1);
		// Half a surrogate pair, which no encoder takes.
		Goroutine<Void> waiting = runtime.go("waits\uD800", () -> latch.await());
		JsonNode state = state(null);
		assertThat(state.at("/runtimes/0/snapshot/name").asString()).isEqualTo("default");
		assertThat(state.at("/runtimes/0/snapshot/idleMTimeout").asString()).isEqualTo("PT1M");
		assertThat(state.at("/runtimes/0/sample").toString()).contains("\"id\":" + waiting.id(), "\"waits\uFFFD\"");
		assertThat(send(null, get("/goroutines/goroutine/" + waiting.id())).body())
			.startsWith("goroutine " + waiting.id() + " [");
		assertThat(send(null, get("/goroutines/goroutine/nobody")).statusCode()).isEqualTo(404);
		assertThat(send(null, request("/goroutines/goroutine/" + waiting.id()).DELETE()).statusCode()).isEqualTo(200);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::join);

		HttpResponse<String> form = send(null,
				request("/goroutines/runtime/default").POST(BodyPublishers.ofString("{\"gomaxprocs\":5}"))
					.header("Content-Type", "text/plain"));
		assertThat(form.statusCode()).as("as a form of another site may send it").isGreaterThanOrEqualTo(400);
		assertThat(runtime.gomaxprocs()).isEqualTo(2);
		assertThat(post(null, "/goroutines/runtime/default", "{\"gomaxprocs\":3,\"idleMTimeout\":\"5s\"}", null)
			.statusCode()).isEqualTo(200);
		assertThat(runtime.gomaxprocs()).isEqualTo(3);
		assertThat(runtime.idleMTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(post(null, "/goroutines/runtime/other", "{\"gomaxprocs\":3}", null).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"gomaxprocs\":0}", "{\"gomaxprocs\":\"many\"}", "{\"idleMTimeout\":\"soon\"}",
			"{\"stealPolicy\":\"kind\"}", "{\"hogNice\":3}", "{}", "null", "no JSON", "" })
	void badChangeIsAnsweredWithTheReasonAndChangesNothing(String body) throws Exception {
		GoRuntime runtime = start(Application.class, WebApplicationType.SERVLET, "--goroutine.page.enabled=true",
				"--management.endpoint.gmp.access=unrestricted");
		int gomaxprocs = runtime.gomaxprocs();
		HttpResponse<String> response = post(null, "/goroutines/runtime/default", body, null);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).isNotBlank();
		assertThat(runtime.gomaxprocs()).isEqualTo(gomaxprocs);
	}

	@Test
	void isNotThereUnlessEnabled() throws Exception {
		start(Application.class, WebApplicationType.SERVLET);
		for (String path : new String[] { "/goroutines", "/goroutines/", "/goroutines/state", "/goroutines/page.js",
				"/goroutines/uPlot.esm.js", "/webjars/uplot/1.6.30/dist/uPlot.esm.js" }) {
			assertThat(send(null, get(path)).statusCode()).as(path).isEqualTo(404);
		}
	}

	@Test
	void changesNothingUnlessTheEndpointsDo() throws Exception {
		GoRuntime runtime = start(Application.class, WebApplicationType.SERVLET, "--goroutine.page.enabled=true");
		CountDownLatch latch = new CountDownLatch(1);
		Goroutine<Void> waiting = runtime.go(() -> latch.await());
		assertThat(state(null).get("writable").asBoolean()).isFalse();
		assertThat(state(null).get("interruptible").asBoolean()).isFalse();
		assertThat(post(null, "/goroutines/runtime/default", "{\"gomaxprocs\":3}", null).statusCode()).isEqualTo(403);
		assertThat(send(null, request("/goroutines/goroutine/" + waiting.id()).DELETE()).statusCode()).isEqualTo(403);
		latch.countDown();
		waiting.get();
	}

	@Test
	void followsTheRulesOfSpringSecurity() throws Exception {
		GoRuntime runtime = start(SecuredApplication.class, WebApplicationType.SERVLET, "--goroutine.page.enabled=true",
				"--management.endpoint.gmp.access=unrestricted", "--spring.autoconfigure.exclude=");
		String change = "{\"gomaxprocs\":3}";
		int before = runtime.gomaxprocs();
		for (String path : new String[] { "/goroutines", "/goroutines/", "/goroutines/state", "/goroutines/page.js" }) {
			assertThat(send(null, get(path)).statusCode()).as(path).isEqualTo(401);
			assertThat(send("reader", get(path)).statusCode()).as(path).isIn(200, 302);
		}
		JsonNode csrf = state("reader").get("csrf");
		assertThat(post("reader", "/goroutines/runtime/default", change, csrf).statusCode()).isEqualTo(403);
		csrf = state("operator").get("csrf");
		// Without the token Spring Security does not even look who it is.
		assertThat(post("operator", "/goroutines/runtime/default", change, null).statusCode()).isEqualTo(401);
		assertThat(runtime.gomaxprocs()).isEqualTo(before);
		assertThat(post("operator", "/goroutines/runtime/default", change, csrf).statusCode()).isEqualTo(200);
		assertThat(runtime.gomaxprocs()).isEqualTo(3);
	}

	private GoRuntime start(Class<?> application, WebApplicationType type, String... arguments) {
		this.context = new SpringApplicationBuilder(application).web(type)
			.properties("server.port=0", "goroutine.gomaxprocs=2", "management.endpoints.web.exposure.include=*")
			.run(arguments);
		return this.context.getBean(GoRuntime.class);
	}

	private JsonNode state(@Nullable String user) throws Exception {
		return JSON.readTree(send(user, get("/goroutines/state")).body());
	}

	private HttpRequest.Builder get(String path) {
		return request(path).GET();
	}

	private HttpResponse<String> post(@Nullable String user, String path, String body, @Nullable JsonNode csrf)
			throws Exception {
		HttpRequest.Builder request = request(path).POST(BodyPublishers.ofString(body))
			.header("Content-Type", "application/json");
		if (csrf != null) {
			request.header(csrf.get("header").asString(), csrf.get("token").asString());
		}
		return send(user, request);
	}

	private HttpResponse<String> send(@Nullable String user, HttpRequest.Builder request) throws Exception {
		if (user != null) {
			String credentials = user + ":password";
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
		}
		return this.http.send(request.build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		assertThat(this.context).isNotNull();
		WebServer server = ((WebServerApplicationContext) this.context).getWebServer();
		assertThat(server).isNotNull();
		int port = server.getPort();
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).timeout(Duration.ofSeconds(60));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class SecuredApplication {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("reader").password("{noop}password").roles("READER").build(),
					User.withUsername("operator").password("{noop}password").roles("READER", "OPERATOR").build());
		}

		@Bean
		SecurityFilterChain page(HttpSecurity http) {
			return http
				.authorizeHttpRequests((requests) -> requests.requestMatchers(HttpMethod.GET, "/goroutines/**")
					.hasRole("READER")
					.anyRequest()
					.hasRole("OPERATOR"))
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
