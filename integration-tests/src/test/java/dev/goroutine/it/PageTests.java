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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
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
 * The live page over HTTP: on both web stacks, wherever Actuator's endpoints are, and
 * under their access and the rules of Spring Security.
 */
class PageTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final String UNRESTRICTED = "--management.endpoints.access.default=unrestricted";

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
		GoRuntime runtime = start(Application.class, type, UNRESTRICTED);
		assertPageWorksAt("/actuator/scheduler", "local.server.port");
		assertThat(send(null, get("/actuator/scheduler/PageAssets.class")).statusCode()).isEqualTo(404);
		assertThat(send(null, get("/actuator/scheduler/goroutine/nobody")).statusCode()).isEqualTo(404);
		assertThat(send(null, get("/actuator/scheduler/a/b/c")).statusCode()).isEqualTo(404);

		CountDownLatch latch = new CountDownLatch(1);
		// Half a surrogate pair, which no encoder takes.
		Goroutine<Void> waiting = runtime.go("waits\uD800", () -> latch.await());
		JsonNode state = state(null);
		assertThat(state.at("/runtimes/0/snapshot/name").asString()).isEqualTo("default");
		assertThat(state.at("/runtimes/0/snapshot/idleMTimeout").asString()).isEqualTo("PT1M");
		assertThat(state.at("/runtimes/0/sample").toString()).contains("\"id\":" + waiting.id(), "\"waits\uFFFD\"");
		HttpResponse<String> traceback = send(null, get("/actuator/scheduler/goroutine/" + waiting.id()));
		assertThat(traceback.body()).startsWith("goroutine " + waiting.id() + " [");
		assertThat(traceback.headers().firstValue("Content-Type")).get().asString().startsWith("text/plain");
		assertThat(send(null, request(link("goroutines") + "/" + waiting.id()).DELETE()).statusCode()).isEqualTo(204);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::join);

		HttpResponse<String> form = send(null,
				request(link("gmp") + "/default").POST(BodyPublishers.ofString("{\"gomaxprocs\":5}"))
					.header("Content-Type", "text/plain"));
		assertThat(form.statusCode()).as("as a form of another site may send it").isGreaterThanOrEqualTo(400);
		assertThat(runtime.gomaxprocs()).isEqualTo(2);
		assertThat(
				post(null, link("gmp") + "/default", "{\"gomaxprocs\":3,\"idleMTimeout\":\"5s\"}", null).statusCode())
			.isEqualTo(200);
		assertThat(runtime.gomaxprocs()).isEqualTo(3);
		assertThat(runtime.idleMTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(post(null, link("gmp") + "/other", "{\"gomaxprocs\":3}", null).statusCode()).isEqualTo(404);
	}

	@ParameterizedTest
	@CsvSource({ "SERVLET, --management.endpoints.web.base-path=/manage, /manage/scheduler",
			"REACTIVE, --management.endpoints.web.base-path=/, /scheduler",
			"SERVLET, --management.endpoints.web.path-mapping.scheduler=go/page, /actuator/go/page",
			"SERVLET, --server.servlet.context-path=/shop, /shop/actuator/scheduler",
			"REACTIVE, --spring.webflux.base-path=/shop, /shop/actuator/scheduler" })
	void isWhereverTheEndpointsAre(WebApplicationType type, String argument, String path) throws Exception {
		start(Application.class, type, UNRESTRICTED, argument);
		assertPageWorksAt(path, "local.server.port");
	}

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void isOnThePortOfTheEndpointsOnly(WebApplicationType type) throws Exception {
		start(Application.class, type, UNRESTRICTED, "--management.server.port=0");
		assertPageWorksAt("/actuator/scheduler", "local.management.port");
		assertIsNotThere();
	}

	@ParameterizedTest
	@ValueSource(strings = { "--management.endpoints.access.max-permitted=none",
			"--management.endpoint.scheduler.access=none", "--management.endpoints.web.exposure.include=gmp,goroutines",
			"--management.server.port=-1" })
	void isNotThereWhereEndpointsAreNot(String argument) throws Exception {
		start(Application.class, WebApplicationType.SERVLET, UNRESTRICTED, argument);
		assertIsNotThere();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"gomaxprocs\":0}", "{\"idleMTimeout\":\"soon\"}", "{\"idleMTimeout\":\"-1s\"}",
			"{\"stealPolicy\":\"kind\"}", "{}" })
	void badChangeIsAnsweredWithTheReasonAndChangesNothing(String body) throws Exception {
		GoRuntime runtime = start(Application.class, WebApplicationType.SERVLET, UNRESTRICTED);
		int gomaxprocs = runtime.gomaxprocs();
		HttpResponse<String> response = post(null, link("gmp") + "/default", body, null);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(JSON.readTree(response.body()).get("error").asString()).isNotBlank();
		assertThat(runtime.gomaxprocs()).isEqualTo(gomaxprocs);
	}

	@ParameterizedTest
	@ValueSource(strings = { "--management.endpoints.access.default=read-only",
			"--management.endpoints.access.max-permitted=read-only",
			"--management.endpoints.web.exposure.include=scheduler" })
	void changesNothingUnlessTheEndpointsDo(String argument) throws Exception {
		start(Application.class, WebApplicationType.SERVLET, argument);
		assertThat(state(null).hasNonNull("gmp")).isFalse();
		assertThat(state(null).hasNonNull("goroutines")).isFalse();
		for (String method : new String[] { "POST", "PUT", "DELETE" }) {
			assertThat(send(null, request("/actuator/scheduler/goroutine/1").method(method, BodyPublishers.noBody()))
				.statusCode()).as(method).isEqualTo(405);
		}
	}

	@Test
	void changesWhatEachEndpointDoes() throws Exception {
		start(Application.class, WebApplicationType.SERVLET, "--management.endpoint.gmp.access=unrestricted");
		assertThat(state(null).get("gmp").asString()).isEqualTo("../gmp");
		assertThat(state(null).hasNonNull("goroutines")).isFalse();
	}

	@Test
	void followsTheRulesOfSpringSecurity() throws Exception {
		GoRuntime runtime = start(SecuredApplication.class, WebApplicationType.SERVLET, UNRESTRICTED,
				"--spring.autoconfigure.exclude=");
		String change = "{\"gomaxprocs\":3}";
		int before = runtime.gomaxprocs();
		for (String path : new String[] { "", "/", "/state", "/page.js", "/goroutine/1" }) {
			assertThat(send(null, get("/actuator/scheduler" + path)).statusCode()).as(path).isEqualTo(401);
			assertThat(send("reader", get("/actuator/scheduler" + path)).statusCode()).as(path).isIn(200, 404);
		}
		String gmp = "/actuator/gmp/default";
		JsonNode csrf = state("reader").get("csrf");
		assertThat(post("reader", gmp, change, csrf).statusCode()).isEqualTo(403);
		csrf = state("operator").get("csrf");
		// Without the token Spring Security does not even look who it is.
		assertThat(post("operator", gmp, change, null).statusCode()).isEqualTo(401);
		assertThat(runtime.gomaxprocs()).isEqualTo(before);
		assertThat(post("operator", gmp, change, csrf).statusCode()).isEqualTo(200);
		assertThat(runtime.gomaxprocs()).isEqualTo(3);
	}

	/** With and without a slash at the end, as a browser follows its links. */
	private void assertPageWorksAt(String path, String port) throws Exception {
		for (String address : new String[] { path, path + "/" }) {
			URI page = uri(port, address);
			HttpResponse<String> html = send(null,
					HttpRequest.newBuilder(page).header("Accept", "text/html,*/*;q=0.8"));
			assertThat(html.statusCode()).as(address).isEqualTo(200);
			assertThat(html.headers().firstValue("Content-Type")).get().asString().startsWith("text/html");
			assertThat(html.body()).startsWith("<!DOCTYPE html>")
				.contains("default-src 'self';")
				.doesNotContain("<style", "style=", "onclick");
			URI base = page.resolve(attribute(html.body(), "base href"));
			for (String asset : new String[] { attribute(html.body(), "script type=\"module\" src"), "page.css",
					"charts.js", "uPlot.esm.js", "uPlot.min.css", "icon.svg", "state" }) {
				HttpResponse<String> file = send(null, HttpRequest.newBuilder(base.resolve(asset)));
				assertThat(file.statusCode()).as("%s of %s", asset, address).isEqualTo(200);
			}
			JsonNode state = JSON.readTree(send(null, HttpRequest.newBuilder(base.resolve("state"))).body());
			for (String endpoint : new String[] { "gmp", "goroutines" }) {
				URI link = base.resolve(state.get(endpoint).asString());
				assertThat(send(null, HttpRequest.newBuilder(link)).statusCode()).as("%s", link).isEqualTo(200);
			}
		}
	}

	private static String attribute(String html, String name) {
		Matcher matcher = Pattern.compile(name + "=\"([^\"]*)\"").matcher(html);
		assertThat(matcher.find()).as(name).isTrue();
		return matcher.group(1);
	}

	private void assertIsNotThere() throws Exception {
		for (String path : new String[] { "/goroutines", "/goroutines/", "/goroutines/state", "/actuator/scheduler",
				"/actuator/scheduler/", "/actuator/scheduler/state", "/actuator/scheduler/page.js",
				"/webjars/uplot/1.6.30/dist/uPlot.esm.js" }) {
			assertThat(send(null, get(path)).statusCode()).as(path).isEqualTo(404);
		}
	}

	private GoRuntime start(Class<?> application, WebApplicationType type, String... arguments) {
		this.context = new SpringApplicationBuilder(application).web(type)
			.properties("server.port=0", "goroutine.gomaxprocs=2", "management.endpoints.web.exposure.include=*")
			.run(arguments);
		return this.context.getBean(GoRuntime.class);
	}

	private JsonNode state(@Nullable String user) throws Exception {
		return JSON.readTree(send(user, get("/actuator/scheduler/state")).body());
	}

	/** Of an endpoint, as the page sees it. */
	private String link(String endpoint) throws Exception {
		return URI.create("/actuator/scheduler/").resolve(state(null).get(endpoint).asString()).toString();
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
		return this.http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(uri("local.server.port", path));
	}

	private URI uri(String port, String path) {
		assertThat(this.context).isNotNull();
		return URI.create("http://localhost:" + this.context.getEnvironment().getRequiredProperty(port) + path);
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
				.authorizeHttpRequests((requests) -> requests
					.requestMatchers(EndpointRequest.to("scheduler").withHttpMethod(HttpMethod.GET))
					.hasRole("READER")
					.anyRequest()
					.hasRole("OPERATOR"))
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
