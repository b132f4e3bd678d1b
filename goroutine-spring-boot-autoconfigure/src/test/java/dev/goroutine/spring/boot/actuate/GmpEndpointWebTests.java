package dev.goroutine.spring.boot.actuate;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.SchedulerTrace;
import dev.goroutine.spring.Go;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.json.BasicJsonTester;
import org.springframework.boot.test.json.JsonContent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the {@link GmpEndpoint} over HTTP, in an application with Boot's whole
 * auto-configuration.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "goroutine.gomaxprocs=2", "management.endpoints.web.exposure.include=gmp,metrics",
				"management.endpoint.gmp.access=unrestricted", "spring.web.error.include-message=always" })
@DirtiesContext
class GmpEndpointWebTests {

	private final BasicJsonTester json = new BasicJsonTester(getClass());

	private final HttpClient http = HttpClient.newHttpClient();

	@Autowired
	private WebServerApplicationContext context;

	@Autowired
	private Service service;

	@Autowired
	private GoRuntime goroutineRuntime;

	@Autowired
	@Qualifier("ioRuntime")
	private GoRuntime ioRuntime;

	@Test
	void showsAllRuntimes() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		this.service.park(release);
		try {
			HttpResponse<String> response = get("/actuator/gmp");
			assertThat(response.statusCode()).isEqualTo(200);
			JsonContent<Object> content = this.json.from(response.body());
			assertThat(content).extractingJsonPathMapValue("$.runtimes").containsOnlyKeys("default", "io");
			String base = "$.runtimes.default";
			assertThat(content).extractingJsonPathNumberValue(base + ".gomaxprocs").isEqualTo(2);
			assertThat(content).extractingJsonPathStringValue(base + ".idleMTimeout").isEqualTo("PT1M");
			assertThat(content).extractingJsonPathNumberValue(base + ".maxM").isEqualTo(10000);
			assertThat(content).extractingJsonPathStringValue(base + ".stealPolicy").isEqualTo("random");
			assertThat(content).extractingJsonPathNumberValue(base + ".globalRunQueueSize").isNotNull();
			assertThat(content).extractingJsonPathArrayValue(base + ".processors").hasSize(2);
			for (String key : new String[] { "id", "runQueueSize", "ticks", "steals", "handoffs" }) {
				assertThat(content).extractingJsonPathNumberValue(base + ".processors[0]." + key).isNotNull();
			}
			assertThat(content).extractingJsonPathStringValue(base + ".processors[0].status").isIn("running", "idle");
			assertThat(content).extractingJsonPathBooleanValue(base + ".processors[0].runNext").isFalse();
			assertThat(content).extractingJsonPathStringValue(base + ".machines[0].status")
				.isIn("running", "spinning", "idle", "blocked");
			assertThat(content).extractingJsonPathStringValue(base + ".machines[0].thread").startsWith("go-default-m");
			assertThat(content).extractingJsonPathMapValue(base + ".goroutines")
				.containsOnlyKeys("runnable", "running", "waiting", "blocked");
			assertThat(content).extractingJsonPathMapValue(base + ".totals")
				.containsOnlyKeys("created", "completed", "failed", "cancelled", "leaked", "steals", "handoffs",
						"switches");
			assertTotalsAddUp(content, base);
		}
		finally {
			release.countDown();
		}
	}

	@Test
	void showsOneRuntime() throws Exception {
		HttpResponse<String> response = get("/actuator/gmp/io");
		assertThat(response.statusCode()).isEqualTo(200);
		JsonContent<Object> content = this.json.from(response.body());
		assertThat(content).extractingJsonPathNumberValue("$.gomaxprocs").isEqualTo(1);
		assertThat(content).extractingJsonPathArrayValue("$.processors").hasSize(1);
		assertTotalsAddUp(content, "$");
	}

	@Test
	void unknownRuntimeIsNotFound() throws Exception {
		assertThat(get("/actuator/gmp/nosuch").statusCode()).isEqualTo(404);
	}

	@Test
	void metersAreThere() throws Exception {
		this.service.quick();
		assertThat(this.goroutineRuntime.awaitQuiescence(Duration.ofSeconds(30))).isTrue();
		HttpResponse<String> response = get("/actuator/metrics/goroutine.created?tag=runtime:default");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(this.json.from(response.body())).extractingJsonPathStringValue("$.baseUnit").isEqualTo("goroutines");
		assertThat(this.json.from(get("/actuator/metrics/goroutine.go?tag=outcome:success").body()))
			.extractingJsonPathArrayValue("$.availableTags[?(@.tag=='method')].values[*]")
			.contains("quick");
		assertThat(this.json.from(get("/actuator/metrics/goroutine.go?tag=method:quick").body()))
			.extractingJsonPathArrayValue("$.availableTags[?(@.tag=='class')].values[*]")
			.containsExactly(Service.class.getName());
	}

	@Test
	void changesARuntimeWhileItRuns() throws Exception {
		HttpResponse<String> response = post("/actuator/gmp/io",
				"{\"gomaxprocs\":4,\"stealPolicy\":\"busiest\",\"idleMTimeout\":\"PT5S\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(this.json.from(response.body())).extractingJsonPathArrayValue("$.processors").hasSize(4);
		assertThat(this.ioRuntime.gomaxprocs()).isEqualTo(4);
		assertThat(this.ioRuntime.stealPolicy().name()).isEqualTo("busiest");
		assertThat(this.ioRuntime.idleMTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(post("/actuator/gmp/io", "{\"gomaxprocs\":1}").statusCode()).isEqualTo(200);
		assertThat(this.ioRuntime.gomaxprocs()).isOne();
		assertThat(this.ioRuntime.stealPolicy().name()).as("not given, so not changed").isEqualTo("busiest");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
			{"gomaxprocs":0}                              | gomaxprocs must be between 1 and 1024, but is 0
			{"gomaxprocs":5000,"stealPolicy":"none"}      | gomaxprocs must be between 1 and 1024, but is 5000
			{"gomaxprocs":3,"stealPolicy":"fairest"}      | Unknown steal policy
			{"gomaxprocs":3,"idleMTimeout":"-1s"}         | idleMTimeout must not be negative
			{"gomaxprocs":"many"}                         | ''
			{"gomaxprocs":3,"idleMTimeout":"soon"}        | ''
			{"gomaxproc":3}                               | Nothing to change: give gomaxprocs
			{}                                            | Nothing to change: give gomaxprocs
			""")
	void badChangeIsRefusedWholly(String body, String reason) throws Exception {
		String before = configuration(get("/actuator/gmp/default").body());
		HttpResponse<String> response = post("/actuator/gmp/default", body);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains((reason != null) ? reason : "");
		assertThat(configuration(get("/actuator/gmp/default").body())).isEqualTo(before);
	}

	@Test
	void unknownRuntimeCannotBeChanged() throws Exception {
		assertThat(post("/actuator/gmp/nosuch", "{\"gomaxprocs\":1}").statusCode()).isEqualTo(404);
	}

	@Test
	void recordsATrace() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<HttpResponse<String>> response = this.http
			.sendAsync(postRequest("/actuator/gmp/default/trace?seconds=2", ""), BodyHandlers.ofString());
		// Until it is known to be recorded there is no end of goroutines with that name.
		while (!response.isDone()) {
			this.goroutineRuntime.go("\"hostile\" </script> \uD800", () -> release.await(1, TimeUnit.MILLISECONDS))
				.join();
		}
		assertThat(response.get().statusCode()).isEqualTo(200);
		assertThat(response.get().headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.get().body()).doesNotContain("</script>");
		JsonContent<Object> content = this.json.from(response.get().body());
		assertThat(content).extractingJsonPathStringValue("$.otherData.runtime").isEqualTo("default");
		assertThat(content).extractingJsonPathNumberValue("$.otherData.durationMillis")
			.satisfies((millis) -> assertThat(millis.longValue()).isBetween(1_900L, 2_000L));
		assertThat(content)
			.extractingJsonPathArrayValue("$.traceEvents[?(@.ph=='X' && @.pid==1 && @.args.left=='end')].name")
			.contains("\"hostile\" </script> \uFFFD");
	}

	@Test
	void oneTraceAtATimeIsRecorded() throws Exception {
		SchedulerTrace trace = this.ioRuntime.trace(Duration.ofMinutes(1));
		try (trace) {
			HttpResponse<String> response = post("/actuator/gmp/io/trace?seconds=1", "");
			assertThat(response.statusCode()).isEqualTo(409);
			assertThat(this.json.from(response.body())).extractingJsonPathStringValue("$.error")
				.isEqualTo("A trace of runtime 'io' is being recorded already");
		}
		assertThat(post("/actuator/gmp/io/trace", "{\"seconds\":1}").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "61", "many", "1.5", "99999999999" })
	void badSecondsAreRefused(String seconds) throws Exception {
		HttpResponse<String> response = post("/actuator/gmp/default/trace?seconds=" + seconds, "");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("seconds must be a whole number from 1 to 60, but is '" + seconds + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nosuch/trace", "default/nosuch" })
	void thereIsNoOtherTrace(String path) throws Exception {
		assertThat(post("/actuator/gmp/" + path + "?seconds=1", "").statusCode()).isEqualTo(404);
	}

	private static String configuration(String body) {
		return body.substring(0, body.indexOf("\"globalRunQueueSize\""));
	}

	private void assertTotalsAddUp(JsonContent<Object> content, String base) {
		long created = number(content, base + ".totals.created");
		long completed = number(content, base + ".totals.completed");
		long alive = 0;
		for (String state : new String[] { "runnable", "running", "waiting", "blocked" }) {
			alive += number(content, base + ".goroutines." + state);
		}
		assertThat(created).isEqualTo(completed + alive);
	}

	private long number(JsonContent<Object> content, String path) {
		Object[] value = new Object[1];
		assertThat(content).extractingJsonPathNumberValue(path).satisfies((number) -> value[0] = number);
		return ((Number) value[0]).longValue();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		int port = Objects.requireNonNull(this.context.getWebServer()).getPort();
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.timeout(Duration.ofSeconds(30))
			.build();
		return this.http.send(request, BodyHandlers.ofString());
	}

	private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
		return this.http.send(postRequest(path, body), BodyHandlers.ofString());
	}

	private HttpRequest postRequest(String path, String body) {
		int port = Objects.requireNonNull(this.context.getWebServer()).getPort();
		return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.timeout(Duration.ofSeconds(30))
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
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
		public void park(CountDownLatch release) throws InterruptedException {
			assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
		}

		@Go
		public void quick() {
		}

	}

}
