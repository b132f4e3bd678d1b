package dev.goroutine.it;

import java.io.ByteArrayOutputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.SchedulerSnapshot;
import dev.goroutine.SchedulerTrace;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever looks at a scheduler sees the same: endpoint, profile, meters and page of a
 * runtime in which nothing moves, and a trace when it moves on.
 */
class AgreementTests {

	private static final JsonMapper JSON = new JsonMapper();

	private static final int WAITING = 3;

	private static final int RUNNABLE = 4;

	private static final int FAILED = 2;

	private final HttpClient http = HttpClient.newHttpClient();

	private final CountDownLatch latch = new CountDownLatch(1);

	private final AtomicBoolean stop = new AtomicBoolean();

	private ConfigurableApplicationContext context;

	private GoRuntime runtime;

	@BeforeEach
	void start() {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.SERVLET)
			.run("--server.port=0", "--goroutine.runtimes.frozen.gomaxprocs=1",
					"--goroutine.runtimes.frozen.time-slice=1h",
					"--management.endpoints.web.exposure.include=gmp,goroutines,metrics,scheduler");
		this.runtime = this.context.getBean("frozenGoRuntime", GoRuntime.class);
	}

	@AfterEach
	void close() {
		this.stop.set(true);
		this.latch.countDown();
		this.context.close();
		this.http.close();
	}

	@Test
	void allShowTheSameState(@TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		try (RandomAccessFile end = new RandomAccessFile(pipe.toFile(), "rw")) {
			freeze(end);
			SchedulerSnapshot expected = this.runtime.snapshot();

			JsonNode endpoint = get("/actuator/gmp/frozen");
			assertThat(endpoint.at("/globalRunQueueSize").asInt()).isEqualTo(RUNNABLE);
			assertThat(endpoint.at("/goroutines"))
				.isEqualTo(JSON.readTree("{\"runnable\":4,\"running\":1,\"waiting\":3,\"blocked\":1}"));
			assertThat(endpoint.at("/totals/created").asLong()).isEqualTo(WAITING + FAILED + 1 + 1 + RUNNABLE);
			assertThat(endpoint.at("/totals/completed").asLong()).isEqualTo(FAILED);
			assertThat(endpoint.at("/totals/failed").asLong()).isEqualTo(FAILED);
			assertThat(endpoint.at("/totals/handoffs").asLong()).isOne();
			assertThat(endpoint.at("/totals/switches").asLong()).isEqualTo(expected.totals().switches());
			assertThat(machines(endpoint.at("/machines"))).containsExactlyInAnyOrder("blocked", "running");

			JsonNode page = pageReading();
			for (String numbers : List.of("/goroutines", "/totals/created", "/totals/completed", "/totals/failed",
					"/totals/steals", "/totals/handoffs", "/totals/switches", "/globalRunQueueSize", "/gomaxprocs")) {
				assertThat(page.at("/snapshot" + numbers)).as(numbers).isEqualTo(endpoint.at(numbers));
			}
			assertThat(machines(page.at("/snapshot/machines"))).containsExactlyInAnyOrder("blocked", "running");
			assertThat(page.at("/sample").size()).isEqualTo(WAITING + 1 + 1 + RUNNABLE);

			JsonNode groups = get("/actuator/goroutines?runtime=frozen").at("/runtimes/frozen/groups");
			for (String state : List.of("runnable", "running", "waiting", "blocked")) {
				long count = endpoint.at("/goroutines/" + state).asLong();
				assertThat(meter("goroutine.count", "&tag=state:" + state)).as(state).isEqualTo(count);
				assertThat(sum(groups, state)).as(state).isEqualTo(count);
				assertThat(sampled(page, state)).as(state).isEqualTo(count);
			}
			for (String counter : List.of("created", "completed", "failed", "cancelled", "steals", "handoffs",
					"switches")) {
				assertThat(meter("goroutine." + counter, "")).as(counter)
					.isEqualTo(endpoint.at("/totals/" + counter).asLong());
			}
			assertThat(meter("goroutine.handoffs", "&tag=reason:explicit")).isOne();
			assertThat(meter("goroutine.runqueue.size", "&tag=queue:global")).isEqualTo(RUNNABLE);
			assertThat(meter("goroutine.runqueue.size", "&tag=queue:local")).isZero();
			assertThat(meter("goroutine.machines", "&tag=state:blocked")).isOne();
			assertThat(meter("goroutine.machines", "&tag=state:running")).isOne();
			assertThat(meter("goroutine.gomaxprocs", "")).isOne();
			assertThat(this.runtime.snapshot()).as("nothing has moved")
				.usingRecursiveComparison()
				.ignoringFields("oldestRunnable")
				.isEqualTo(expected);
			traceShowsWhatTheCountersCount(end);
		}
	}

	private void traceShowsWhatTheCountersCount(RandomAccessFile end) throws Exception {
		JsonNode before = get("/actuator/gmp/frozen");
		int underWay = before.at("/machines").size();
		try (SchedulerTrace trace = this.runtime.trace(Duration.ofMinutes(1))) {
			this.runtime.go(() -> Goroutine.blocking(() -> "handed off"));
			end.write(1);
			this.stop.set(true);
			this.latch.countDown();
			assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
			// One that has ended may not have left its M.
			until((snapshot) -> snapshot.machines().stream().filter((m) -> m.goroutine() != null).count(), 0);
			trace.stop();
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			trace.writeTo(out);
			JsonNode file = JSON.readTree(out.toByteArray());
			JsonNode after = get("/actuator/gmp/frozen");
			assertThat(file.at("/otherData/droppedEvents").asLong()).isZero();
			assertThat(runs(file, "end")).isEqualTo(difference(before, after, "completed"));
			assertThat(runs(file, null)).isEqualTo(difference(before, after, "switches") + underWay);
			assertThat(marks(file, "hand-off")).isEqualTo(difference(before, after, "handoffs")).isPositive();
		}
	}

	private static long difference(JsonNode before, JsonNode after, String counter) {
		return after.at("/totals/" + counter).asLong() - before.at("/totals/" + counter).asLong();
	}

	/** Slices of Ms, of which each is a run. */
	private static long runs(JsonNode file, @Nullable String left) {
		return file.at("/traceEvents")
			.valueStream()
			.filter((event) -> event.at("/ph").asString().equals("X") && event.at("/pid").asInt() == 2)
			.filter((event) -> left == null || event.at("/args/left").asString().equals(left))
			.count();
	}

	private static long marks(JsonNode file, String name) {
		return file.at("/traceEvents")
			.valueStream()
			.filter((event) -> event.at("/ph").asString().equals("i") && event.at("/name").asString().equals(name))
			.count();
	}

	/** The only P is held by one that burns, so whatever else is ready stays so. */
	private void freeze(RandomAccessFile end) {
		for (int i = 0; i < WAITING; i++) {
			this.runtime.go(() -> this.latch.await());
		}
		for (int i = 0; i < FAILED; i++) {
			this.runtime.go(() -> {
				throw new IllegalStateException("on purpose");
			});
		}
		this.runtime.go(() -> Goroutine.blocking(end::read));
		until((snapshot) -> snapshot.goroutines().waiting(), WAITING);
		until((snapshot) -> snapshot.goroutines().blocked(), 1);
		until((snapshot) -> snapshot.totals().failed(), FAILED);
		this.runtime.go(() -> {
			while (!this.stop.get()) {
				Thread.onSpinWait();
			}
		});
		until((snapshot) -> snapshot.goroutines().running(), 1);
		for (int i = 0; i < RUNNABLE; i++) {
			this.runtime.go(() -> this.latch.await());
		}
		until((snapshot) -> snapshot.machines().size(), 2);
	}

	private void until(ToLongFunction<SchedulerSnapshot> number, long value) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> number.applyAsLong(this.runtime.snapshot()) == value);
	}

	private JsonNode get(String path) throws Exception {
		String port = this.context.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
			.header("Accept", "application/json")
			.build();
		return JSON.readTree(this.http.send(request, BodyHandlers.ofString()).body());
	}

	private JsonNode pageReading() throws Exception {
		for (JsonNode reading : get("/actuator/scheduler/state").at("/runtimes")) {
			if (reading.at("/snapshot/name").asString().equals("frozen")) {
				return reading;
			}
		}
		throw new AssertionError("The page does not show the runtime");
	}

	/** Sum over the tags that are not given. */
	private long meter(String name, String tags) throws Exception {
		JsonNode meter = get("/actuator/metrics/" + name + "?tag=runtime:frozen" + tags);
		return meter.at("/measurements/0/value").asLong();
	}

	private static List<String> machines(JsonNode machines) {
		List<String> states = new ArrayList<>();
		machines.forEach((machine) -> states.add(machine.at("/status").asString().toLowerCase(Locale.ROOT)));
		return states;
	}

	private static long sum(JsonNode groups, String state) {
		long sum = 0;
		for (JsonNode group : groups) {
			if (group.at("/state").asString().equalsIgnoreCase(state)) {
				sum += group.at("/count").asLong();
			}
		}
		return sum;
	}

	private static long sampled(JsonNode page, String state) {
		long count = 0;
		for (JsonNode goroutine : page.at("/sample")) {
			if (goroutine.at("/status").asString().equalsIgnoreCase(state)) {
				count++;
			}
		}
		return count;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

	}

}
