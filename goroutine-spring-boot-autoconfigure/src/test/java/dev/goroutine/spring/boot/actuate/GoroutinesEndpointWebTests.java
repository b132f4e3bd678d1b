package dev.goroutine.spring.boot.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link GoroutinesEndpoint} over HTTP, in an application with Boot's whole
 * auto-configuration.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "goroutine.gomaxprocs=2", "management.endpoints.web.exposure.include=goroutines",
				"management.endpoint.goroutines.access=unrestricted", "spring.web.error.include-message=always" })
@DirtiesContext
class GoroutinesEndpointWebTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final int MANY = 100_000;

	private static final String JSON = "application/json";

	private static final String TEXT = "text/plain";

	private final JsonMapper json = new JsonMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final CountDownLatch release = new CountDownLatch(1);

	@LocalServerPort
	private int port;

	@Autowired
	private Service service;

	@Autowired
	private GoRuntime goroutineRuntime;

	@Autowired
	@Qualifier("ioRuntime")
	private GoRuntime ioRuntime;

	@AfterEach
	void endAll() {
		this.release.countDown();
		assertThat(this.goroutineRuntime.awaitQuiescence(PATIENCE)).isTrue();
		assertThat(this.ioRuntime.awaitQuiescence(PATIENCE)).isTrue();
		this.http.close();
	}

	@Test
	void equalOnesAreCountedTogether() throws Exception {
		for (int i = 0; i < 20; i++) {
			this.service.park(this.release, "s3cret");
		}
		this.ioRuntime.go("other", () -> this.release.await());
		awaitWaiting(this.goroutineRuntime, 20);
		awaitWaiting(this.ioRuntime, 1);
		HttpResponse<String> response = get("", JSON);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).doesNotContain("s3cret", "java.base/", "app//");
		JsonNode runtimes = this.json.readTree(response.body()).get("runtimes");
		assertThat(runtimes.propertyNames()).containsExactly("default", "io");
		JsonNode runtime = runtimes.get("default");
		assertThat(runtime.get("alive").asInt()).isEqualTo(20);
		assertThat(runtime.get("shown").asInt()).isEqualTo(20);
		assertThat(runtime.get("truncated").asBoolean()).isFalse();
		assertThat(runtime.get("groups").size()).isOne();
		JsonNode group = runtime.get("groups").get(0);
		assertThat(group.get("count").asInt()).isEqualTo(20);
		assertThat(group.get("state").asString()).isEqualTo("waiting");
		assertThat(group.get("waitReason").asString()).isEqualTo("sync wait");
		assertThat(group.get("waitingSince").asString()).matches("\\d{4}-.*Z");
		assertThat(group.get("ids").size()).isEqualTo(10);
		assertThat(strings(group.get("names"))).containsExactly("GoroutinesEndpointWebTests.Service.park");
		assertThat(strings(group.get("stack"))).anyMatch((frame) -> frame
			.matches(".*GoroutinesEndpointWebTests\\$Service\\.park\\(GoroutinesEndpointWebTests\\.java:\\d+\\)"));
	}

	@Test
	void asTextItIsGosTraceback() throws Exception {
		this.service.park(this.release, "s3cret");
		this.ioRuntime.go("other", () -> this.release.await());
		awaitWaiting(this.goroutineRuntime, 1);
		awaitWaiting(this.ioRuntime, 1);
		HttpResponse<String> response = get("", TEXT);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type").orElse("")).startsWith("text/plain");
		assertThat(response.body()).matches("(?s)goroutine \\d+ \\[sync wait] "
				+ "\\{name: \"GoroutinesEndpointWebTests.Service.park\"}:\n.*"
				+ "\\.GoroutinesEndpointWebTests\\$Service\\.park\\(\\.\\.\\.\\)\n\tGoroutinesEndpointWebTests.java:.*"
				+ "\n\ngoroutine \\d+ \\[sync wait] \\{name: \"other\"}:\n.*")
			.doesNotContain("s3cret");
	}

	@Test
	void withoutAWishItIsJson() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(uri("")).build();
		assertThat(this.http.send(request, BodyHandlers.ofString()).body()).startsWith("{\"runtimes\":");
	}

	@Test
	void oneGoroutine() throws Exception {
		Goroutine<Void> parked = this.ioRuntime.go("other", () -> this.release.await());
		awaitWaiting(this.ioRuntime, 1);
		HttpResponse<String> response = get("/" + parked.id(), JSON);
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode goroutine = this.json.readTree(response.body());
		assertThat(goroutine.get("runtime").asString()).isEqualTo("io");
		assertThat(goroutine.get("id").asLong()).isEqualTo(parked.id());
		assertThat(goroutine.get("name").asString()).isEqualTo("other");
		assertThat(goroutine.get("state").asString()).isEqualTo("waiting");
		assertThat(strings(goroutine.get("stack")))
			.anyMatch((frame) -> frame.startsWith("java.util.concurrent.CountDownLatch.await(CountDownLatch.java:"));
		assertThat(get("/" + parked.id(), TEXT).body())
			.startsWith("goroutine " + parked.id() + " [sync wait] {name: \"other\"}:\n");
		this.release.countDown();
		parked.get();
		assertThat(get("/" + parked.id(), JSON).statusCode()).isEqualTo(404);
		assertThat(get("/" + parked.id(), TEXT).statusCode()).isEqualTo(404);
	}

	@Test
	void deleteInterrupts() throws Exception {
		Goroutine<Void> victim = this.ioRuntime.go(() -> this.release.await());
		Goroutine<Void> other = this.ioRuntime.go(() -> this.release.await());
		assertThat(delete("/" + victim.id()).statusCode()).isEqualTo(204);
		Awaitility.await().atMost(PATIENCE).until(victim::isDone);
		assertThat(victim.exceptionNow()).isInstanceOf(InterruptedException.class);
		assertThat(other.isDone()).isFalse();
		assertThat(delete("/" + victim.id()).statusCode()).as("it has ended").isEqualTo(404);
	}

	@Test
	void filters() throws Exception {
		for (int i = 0; i < 5; i++) {
			this.ioRuntime.go("order", () -> this.release.await());
		}
		this.ioRuntime.go("invoice", () -> this.release.await());
		this.service.park(this.release, "");
		awaitWaiting(this.ioRuntime, 6);
		awaitWaiting(this.goroutineRuntime, 1);
		assertThat(count("?runtime=io", "io")).isEqualTo(6);
		assertThat(this.json.readTree(get("?runtime=io", JSON).body()).get("runtimes").propertyNames())
			.containsExactly("io");
		assertThat(count("?name=rder", "io")).isEqualTo(5);
		assertThat(count("?name=rder", "default")).isZero();
		assertThat(count("?state=waiting", "io")).isEqualTo(6);
		assertThat(count("?state=BLOCKED&runtime=io", "io")).isZero();
		JsonNode limited = this.json.readTree(get("?limit=4&name=order", JSON).body()).get("runtimes").get("io");
		assertThat(limited.get("shown").asInt()).isEqualTo(4);
		assertThat(limited.get("alive").asInt()).isEqualTo(6);
		assertThat(limited.get("truncated").asBoolean()).isTrue();
		assertThat(this.json.readTree(get("?limit=5&name=order", JSON).body()).at("/runtimes/io/truncated").asBoolean())
			.isFalse();
		assertThat(get("?limit=4&runtime=io", TEXT).body())
			.endsWith("\n\n...more than 4 goroutines in runtime io, the rest elided...\n");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			?runtime=nosuch  | runtime must be default or io, but is 'nosuch'
			?state=dead      | state must be runnable, running, waiting or blocked, but is 'dead'
			?state=          | state must be runnable, running, waiting or blocked, but is ''
			?limit=0         | limit must be a whole number from 1 to 100000, but is '0'
			?limit=-1        | limit must be a whole number from 1 to 100000, but is '-1'
			?limit=100001    | limit must be a whole number from 1 to 100000, but is '100001'
			?limit=many      | limit must be a whole number from 1 to 100000, but is 'many'
			/seven           | id must be a whole number, as the goroutines endpoint shows it, but is 'seven'
			""")
	void badParameterIsNamedWithWhatIsGood(String path, String reason) throws Exception {
		HttpResponse<String> response = get(path, JSON);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(this.json.readTree(response.body()).get("message").asString()).isEqualTo(reason);
		// Boot's error page is no text, so there is no message.
		assertThat(get(path, TEXT).statusCode()).isEqualTo(400);
	}

	@Test
	void hostileNamesComeOutSafely() throws Exception {
		String hostile = "\",\"x\":\"</script><script>alert(1)</script>\n\ngoroutine 1 [running]:\u202e\u0000";
		Goroutine<Void> first = this.ioRuntime.go(hostile, () -> this.release.await());
		Goroutine<Void> half = this.ioRuntime.go("\ud800", () -> this.release.await());
		this.ioRuntime.go("x".repeat(1_000_000), () -> this.release.await());
		awaitWaiting(this.ioRuntime, 3);
		HttpResponse<String> response = get("?runtime=io", JSON);
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).hasSizeLessThan(10_000);
		List<String> names = new ArrayList<>();
		this.json.readTree(response.body())
			.at("/runtimes/io/groups")
			.forEach((group) -> names.addAll(strings(group.get("names"))));
		assertThat(names).containsExactlyInAnyOrder(hostile, "\ufffd", "x".repeat(200) + "...");
		assertThat(this.json.readTree(get("/" + first.id(), JSON).body()).get("name").asString()).isEqualTo(hostile);
		assertThat(get("/" + half.id(), JSON).statusCode()).isEqualTo(200);
		HttpResponse<String> text = get("?runtime=io", TEXT);
		assertThat(text.statusCode()).isEqualTo(200);
		assertThat(text.body().lines().filter((line) -> line.startsWith("goroutine "))).hasSize(3);
		assertThat(text.body()).hasSizeLessThan(20_000).doesNotContain("\u202e", "\u0000", "\nalert");
		assertThat(get("?name=" + URLEncoder.encode(hostile, StandardCharsets.UTF_8), JSON).statusCode())
			.isEqualTo(200);
	}

	/**
	 * In time and memory that do not grow with their number, while others go on.
	 */
	@Test
	void aHundredThousandGoroutinesWhileOthersWork() throws Exception {
		this.goroutineRuntime.go(() -> {
			for (int i = 0; i < MANY; i++) {
				this.goroutineRuntime.go(() -> this.release.await());
			}
		}).join();
		AtomicBoolean stop = new AtomicBoolean();
		AtomicLong rounds = new AtomicLong();
		Goroutine<Void> worker = this.goroutineRuntime.go("worker", () -> {
			while (!stop.get()) {
				rounds.incrementAndGet();
				Goroutine.yield();
			}
		});
		try {
			awaitWaiting(this.goroutineRuntime, MANY);
			long start = System.nanoTime();
			long before = rounds.get();
			JsonNode some = this.json.readTree(get("?runtime=default", JSON).body()).at("/runtimes/default");
			assertThat(rounds.get()).as("nothing is stopped").isGreaterThan(before);
			assertThat(some.get("alive").asInt()).isEqualTo(MANY + 1);
			assertThat(some.get("shown").asInt()).isEqualTo(10_000);
			assertThat(some.get("truncated").asBoolean()).isTrue();
			HttpResponse<String> all = get("?limit=" + MANY + "&state=waiting", JSON);
			assertThat(all.body()).hasSizeLessThan(10_000);
			assertThat(this.json.readTree(all.body()).at("/runtimes/default/groups/0/count").asInt()).isEqualTo(MANY);
			assertThat(count("?name=worker", "default")).isOne();
			assertThat(get("", TEXT).body()).hasSizeLessThan(20_000_000);
			assertThat(get("/" + worker.id(), JSON).statusCode()).isEqualTo(200);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
		}
		finally {
			stop.set(true);
		}
	}

	private static void awaitWaiting(GoRuntime runtime, long count) {
		Awaitility.await().atMost(PATIENCE).until(() -> runtime.snapshot().goroutines().waiting() >= count);
	}

	private int count(String query, String runtime) throws IOException, InterruptedException {
		HttpResponse<String> response = get(query, JSON);
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode groups = this.json.readTree(response.body()).get("runtimes").get(runtime).get("groups");
		return StreamSupport.stream(groups.spliterator(), false).mapToInt((group) -> group.get("count").asInt()).sum();
	}

	private static List<String> strings(JsonNode array) {
		List<String> strings = new ArrayList<>();
		array.forEach((element) -> strings.add(element.asString()));
		return strings;
	}

	private HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).header("Accept", accept).build();
		return this.http.send(request, BodyHandlers.ofString());
	}

	private HttpResponse<String> delete(String path) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(uri(path)).timeout(PATIENCE).DELETE().build(),
				BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + "/actuator/goroutines" + path);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Service service() {
			return new Service();
		}

		@Bean
		GoRuntime ioRuntime() {
			return GoRuntime.builder().name("io").gomaxprocs(1).build();
		}

	}

	static class Service {

		@Go
		public void park(CountDownLatch release, String secret) throws InterruptedException {
			assertThat(release.await(60, TimeUnit.SECONDS)).isTrue();
		}

	}

}
