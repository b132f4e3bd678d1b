package dev.goroutine.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import dev.goroutine.GoRuntime;
import io.micrometer.core.instrument.MeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The whole application, over HTTP.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	@LocalServerPort
	private int port;

	@Autowired
	private JsonMapper json;

	@Autowired
	private GoRuntime runtime;

	@Autowired
	private MeterRegistry meters;

	@AfterAll
	static void closeHttpClient() {
		http.close();
	}

	@Test
	void quotesThatComeInTimeAreAnsweredAndLateCallsAreInterrupted() throws Exception {
		double interruptedBefore;
		Duration elapsed;
		JsonNode quotes;
		List<Integer> suppliers;
		int tries = 0;
		do {
			// On a machine that is busy with other things all of them can be late.
			assertThat(tries++).isLessThan(20);
			interruptedBefore = interrupted();
			long start = System.nanoTime();
			HttpResponse<String> response = get("/quotes/book?suppliers=20&deadline=250ms");
			elapsed = Duration.ofNanos(System.nanoTime() - start);
			assertThat(response.statusCode()).isEqualTo(200);
			quotes = this.json.readTree(response.body());
			suppliers = suppliers(quotes);
			// Once all goroutines have ended, all interrupts have been seen.
			assertThat(this.runtime.awaitQuiescence(PATIENCE)).isTrue();
		}
		while (suppliers.isEmpty());
		assertThat(quotes.get("sku").asString()).isEqualTo("book");
		assertThat(suppliers).isSorted().doesNotHaveDuplicates().allMatch((n) -> n >= 1 && n <= 20);
		int late = quotes.get("late").asInt();
		assertThat(late).isPositive().isEqualTo(20 - suppliers.size());
		assertThat(quotes.has("failed")).isFalse();
		assertThat(quotes.get("elapsedMillis").asLong()).isBetween(250L, elapsed.toMillis());
		assertThat(elapsed).isBetween(Duration.ofMillis(250), PATIENCE);
		assertThat(interrupted() - interruptedBefore).isBetween(1.0, (double) late);
	}

	@Test
	void allSuppliersAnswerWhenThereIsTime() throws Exception {
		JsonNode quotes = this.json.readTree(get("/quotes/caf%C3%A9%20%25%3B?suppliers=50&deadline=10s").body());
		assertThat(quotes.get("sku").asString()).isEqualTo("caf\u00e9 %;");
		assertThat(suppliers(quotes)).isEqualTo(IntStream.rangeClosed(1, 50).boxed().toList());
		assertThat(quotes.get("late").asInt()).isZero();
		JsonNode quote = quotes.get("quotes").get(2);
		assertThat(quote).isEqualTo(this.json.readTree(get("/supplier/3/caf%C3%A9%20%25%3B").body()));
	}

	@Test
	void parametersHaveDefaults() throws Exception {
		JsonNode quotes = this.json.readTree(get("/quotes/book").body());
		assertThat(suppliers(quotes).size() + quotes.get("late").asInt()).isEqualTo(20);
		assertThat(quotes.get("elapsedMillis").asLong()).isGreaterThanOrEqualTo(250);
	}

	@Test
	void twoHundredRequestsAtOnceAreAllAnsweredOnAHandfulOfThreads() throws Exception {
		URI uri = uri("/quotes/book?suppliers=20&deadline=250ms");
		// While classes are loaded and code is patched, Ms wait for locks of the JVM, and
		// hand off.
		CompletableFuture.allOf(burst(uri).toArray(CompletableFuture[]::new)).get();
		endIdleMachines();
		List<CompletableFuture<HttpResponse<String>>> calls = burst(uri);
		int threads = mostGoroutineThreadsUntil(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)));
		assertThat(threads).isBetween(1, this.runtime.gomaxprocs() + 8);
		for (CompletableFuture<HttpResponse<String>> call : calls) {
			assertThat(call.get().statusCode()).isEqualTo(200);
			JsonNode quotes = this.json.readTree(call.get().body());
			assertThat(suppliers(quotes).size() + quotes.get("late").asInt()).isEqualTo(20);
		}
		// And afterwards it is all as before.
		JsonNode quotes = this.json.readTree(get("/quotes/book?suppliers=20&deadline=10s").body());
		assertThat(quotes.get("late").asInt()).isZero();
	}

	@Test
	void suppliersAnswerAfterTheirDelay() throws Exception {
		HttpResponse<String> response = get("/supplier/3/book");
		assertThat(response.statusCode()).isEqualTo(200);
		JsonNode offer = this.json.readTree(response.body());
		assertThat(offer.propertyNames()).containsExactly("supplier", "price");
		assertThat(offer.get("supplier").asInt()).isEqualTo(3);
		assertThat(offer.get("price").isNumber()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(textBlock = """
			suppliers, 0
			suppliers, -1
			suppliers, 201
			suppliers, 99999999999
			suppliers, many
			suppliers, 2.5
			deadline,  0
			deadline,  0ms
			deadline,  -250ms
			deadline,  soon
			deadline,  250parsecs
			deadline,  10001ms
			deadline,  11s
			deadline,  99999999999999999999d
			""")
	void badParametersAreAnsweredWithAReason(String parameter, String value) throws Exception {
		HttpResponse<String> response = get("/quotes/book?" + parameter + "=" + value);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
		JsonNode problem = this.json.readTree(response.body());
		assertThat(problem.get("status").asInt()).isEqualTo(400);
		assertThat(problem.get("detail").asString()).contains("'" + parameter + "'", "'" + value + "'", "use a ");
	}

	@ParameterizedTest
	@CsvSource({ "0", "201", "x" })
	void thereAreTwoHundredSuppliers(String number) throws Exception {
		HttpResponse<String> response = get("/supplier/" + number + "/book");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("'number'", "'" + number + "'");
	}

	@Test
	void theSchedulersTotalsAddUp() throws Exception {
		get("/quotes/book?suppliers=20&deadline=50ms");
		JsonNode runtime = this.json.readTree(get("/actuator/gmp").body()).get("runtimes").get("default");
		assertThat(runtime.get("gomaxprocs").asInt()).isEqualTo(this.runtime.gomaxprocs());
		assertThat(runtime.get("processors").size()).isEqualTo(this.runtime.gomaxprocs());
		JsonNode goroutines = runtime.get("goroutines");
		long alive = goroutines.get("runnable").asLong() + goroutines.get("running").asLong()
				+ goroutines.get("waiting").asLong() + goroutines.get("blocked").asLong();
		JsonNode totals = runtime.get("totals");
		assertThat(totals.get("created").asLong()).isGreaterThanOrEqualTo(21)
			.isEqualTo(totals.get("completed").asLong() + alive);
	}

	@Test
	void prometheusHasTheMetersOfTheSchedulerAndOfTheSample() throws Exception {
		HttpResponse<String> response = get("/actuator/prometheus");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body()).contains("goroutine_created_goroutines_total{", "goroutine_count{",
				"goroutine_cancelled_total{", "quotes_interrupted_total");
	}

	@Test
	void theFrontPageLeadsToWhatCanBeTried() throws Exception {
		HttpResponse<String> response = get("/");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.body())
			.contains("href=\"quotes/book?", "href=\"primes/", "POST /wordcount", "href=\"actuator/scheduler\"",
					"href=\"actuator/gmp\"")
			.doesNotContain("<script");
	}

	private int mostGoroutineThreadsUntil(CompletableFuture<?> end) throws InterruptedException, ExecutionException {
		int most = 0;
		long start = System.nanoTime();
		while (true) {
			most = Math.max(most, goroutineThreads());
			try {
				end.get(5, TimeUnit.MILLISECONDS);
				return most;
			}
			catch (TimeoutException ex) {
				assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE);
			}
		}
	}

	private List<CompletableFuture<HttpResponse<String>>> burst(URI uri) {
		return IntStream.range(0, 200)
			.mapToObj((i) -> http.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()))
			.toList();
	}

	private void endIdleMachines() {
		Duration timeout = this.runtime.idleMTimeout();
		this.runtime.idleMTimeout(Duration.ZERO);
		Awaitility.await().atMost(PATIENCE).until(() -> goroutineThreads() == 0);
		this.runtime.idleMTimeout(timeout);
	}

	/** Not by name: other contexts of these tests have Ms of that name as well. */
	private int goroutineThreads() {
		return this.runtime.snapshot().machines().size();
	}

	private static List<Integer> suppliers(JsonNode quotes) {
		return StreamSupport.stream(quotes.get("quotes").spliterator(), false)
			.map((quote) -> quote.get("supplier").asInt())
			.toList();
	}

	private double interrupted() {
		return this.meters.get("quotes.interrupted").counter().count();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.port + path);
	}

}
