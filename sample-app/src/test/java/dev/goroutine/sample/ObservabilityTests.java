package dev.goroutine.sample;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The dashboard and the alerts ask for meters that there are, and a real Prometheus
 * understands all of it.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class ObservabilityTests {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private static final Path DIRECTORY = Path.of("..", "observability");

	private static final Path ALERTS = DIRECTORY.resolve("alerts.yml");

	private static final Pattern METER = Pattern.compile("\\bgoroutine_\\w+");

	@LocalServerPort
	private int port;

	@BeforeEach
	void callAGoMethod() throws Exception {
		try (SampleClient client = new SampleClient(this.port)) {
			assertThat(client.get("/quotes/book?suppliers=3&deadline=10s").status()).isEqualTo(200);
		}
	}

	@Test
	void dashboardShowsAllMetersAndNoOthers() throws Exception {
		Set<String> exported = exported();
		Set<String> shown = meters(dashboardExpressions());
		assertThat(shown).isSubsetOf(exported);
		// The parts of a histogram that others stand for.
		exported.removeAll(
				Set.of("goroutine_scheduling_latency_seconds_count", "goroutine_scheduling_latency_seconds_sum"));
		assertThat(shown).containsAll(exported);
	}

	@Test
	void alertsAskForMetersThatThereAre() throws Exception {
		assertThat(alertExpressions()).hasSize(4);
		assertThat(meters(alertExpressions())).isNotEmpty().isSubsetOf(exported());
	}

	@ParameterizedTest
	@CsvSource({ "check, alerts.yml", "test, alerts_test.yml" })
	void promtoolFindsNothingWrong(String command, String file) throws Exception {
		Prometheus.assumeInstalled("promtool");
		Process promtool = new ProcessBuilder("promtool", command, "rules", file).directory(DIRECTORY.toFile())
			.redirectErrorStream(true)
			.start();
		String output = promtool.inputReader().readAllAsString();
		assertThat(promtool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(promtool.exitValue()).as(output).isZero();
		assertThat(output).contains("SUCCESS");
	}

	@Tag("long")
	@Test
	void realPrometheusScrapesAllMetersAndEvaluatesDashboardAndAlerts(@TempDir Path directory) throws Exception {
		try (Prometheus prometheus = Prometheus.start(directory, this.port, ALERTS)) {
			Awaitility.await().atMost(PATIENCE).until(prometheus::isReady);
			Awaitility.await().atMost(PATIENCE).until(() -> scraped(prometheus).containsAll(exported()));
			assertThat(value(prometheus, "goroutine_gomaxprocs{runtime=\"default\"}")).isPositive();
			assertThat(value(prometheus, "goroutine_created_goroutines_total")).isGreaterThanOrEqualTo(4);
			assertThat(value(prometheus, "goroutine_scheduling_latency_seconds_bucket{le=\"+Inf\"}"))
				.isEqualTo(value(prometheus, "goroutine_scheduling_latency_seconds_count"));
			for (String expression : dashboardExpressions()) {
				// A rate takes two scrapes.
				Awaitility.await()
					.atMost(PATIENCE)
					.untilAsserted(() -> assertThat(prometheus.query(expression).isEmpty()).as(expression).isFalse());
			}
			Awaitility.await().atMost(PATIENCE).until(() -> ruleHealths(prometheus).equals(Set.of("ok")));
			assertThat(prometheus.query("ALERTS").size()).as("nothing is wrong with the sample").isZero();
		}
	}

	private static double value(Prometheus prometheus, String query) throws IOException, InterruptedException {
		return prometheus.query(query).get(0).get("value").get(1).asDouble();
	}

	private static Set<String> scraped(Prometheus prometheus) throws IOException, InterruptedException {
		Set<String> names = new TreeSet<>();
		prometheus.query("count by (__name__) ({__name__=~\"goroutine_.*\"})")
			.forEach((series) -> names.add(series.at("/metric/__name__").asString()));
		return names;
	}

	private static Set<String> ruleHealths(Prometheus prometheus) throws IOException, InterruptedException {
		Set<String> healths = new TreeSet<>();
		prometheus.rules()
			.forEach((group) -> group.get("rules").forEach((rule) -> healths.add(rule.get("health").asString())));
		return healths;
	}

	/** The names of our meters as the sample exports them. */
	private Set<String> exported() throws IOException, InterruptedException {
		try (HttpClient http = HttpClient.newHttpClient()) {
			HttpRequest request = HttpRequest
				.newBuilder(URI.create("http://localhost:" + this.port + "/actuator/prometheus"))
				.build();
			return http.send(request, BodyHandlers.ofLines())
				.body()
				.map((line) -> line.split("[{ ]", 2)[0])
				.filter((name) -> METER.matcher(name).matches())
				.collect(Collectors.toCollection(TreeSet::new));
		}
	}

	private static Set<String> meters(List<String> expressions) {
		return expressions.stream()
			.flatMap((expression) -> METER.matcher(expression).results())
			.map(MatchResult::group)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static List<String> dashboardExpressions() throws IOException {
		JsonNode dashboard = new JsonMapper().readTree(Files.readString(DIRECTORY.resolve("grafana-dashboard.json")));
		List<String> expressions = new ArrayList<>();
		dashboard.get("panels")
			.forEach((panel) -> panel.get("targets")
				.forEach((target) -> expressions.add(expand(target.get("expr").asString()))));
		dashboard.at("/templating/list").forEach((variable) -> {
			if (variable.get("type").asString().equals("query")) {
				String query = variable.at("/query/query").asString();
				expressions.add(expand(query.replaceFirst("label_values\\((.*), \\w+\\)", "$1")));
			}
		});
		return expressions;
	}

	/** As Grafana does with all selected. */
	private static String expand(String expression) {
		String expanded = expression.replace("$__rate_interval", "1m")
			.replace("$runtime", ".*")
			.replace("$instance", ".*");
		assertThat(expanded).doesNotContain("$");
		return expanded;
	}

	private static List<String> alertExpressions() throws IOException {
		try (InputStream in = Files.newInputStream(ALERTS)) {
			Map<?, ?> alerts = new Yaml().load(in);
			return list(alerts.get("groups")).flatMap((group) -> list(group.get("rules")))
				.map((rule) -> (String) rule.get("expr"))
				.toList();
		}
	}

	private static Stream<Map<?, ?>> list(@Nullable Object value) {
		assertThat(value).isNotNull();
		return ((List<?>) value).stream().map((element) -> (Map<?, ?>) element);
	}

}
