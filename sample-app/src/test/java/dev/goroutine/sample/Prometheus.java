package dev.goroutine.sample;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Prometheus server of the distribution, on the loopback interface, that scrapes the
 * sample.
 */
final class Prometheus implements AutoCloseable {

	private static final JsonMapper json = new JsonMapper();

	private final HttpClient http = HttpClient.newHttpClient();

	private final Process process;

	private final Path log;

	private final int port;

	private Prometheus(Process process, Path log, int port) {
		this.process = process;
		this.log = log;
		this.port = port;
	}

	/**
	 * Starts it; the test is skipped if it is not installed.
	 * @param directory for its files
	 * @param target the port of the sample
	 * @param rules a file of rules
	 */
	static Prometheus start(Path directory, int target, Path rules) throws IOException {
		assumeInstalled("prometheus");
		Path configuration = directory.resolve("prometheus.yml");
		Files.writeString(configuration, """
				global:
				  scrape_interval: 2s
				  evaluation_interval: 1s
				rule_files:
				  - %s
				scrape_configs:
				  - job_name: sample
				    metrics_path: /actuator/prometheus
				    static_configs:
				      - targets: [ "localhost:%d" ]
				""".formatted(rules.toRealPath(), target));
		Path log = directory.resolve("prometheus.log");
		int port = freePort();
		Process process = new ProcessBuilder("prometheus", "--config.file=" + configuration,
				"--storage.tsdb.path=" + directory.resolve("data"), "--web.listen-address=127.0.0.1:" + port)
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start();
		return new Prometheus(process, log, port);
	}

	/** A program that is not there skips the test, which CI does not let pass. */
	static void assumeInstalled(String program) {
		boolean installed = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.anyMatch((directory) -> Files.isExecutable(Path.of(directory, program)));
		Assumptions.assumeTrue(installed, program + " is not installed (Debian, Ubuntu: apt-get install prometheus)");
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	boolean isReady() throws InterruptedException {
		if (!this.process.isAlive()) {
			throw new IllegalStateException("Prometheus has ended:\n" + log());
		}
		try {
			return this.http
				.send(HttpRequest.newBuilder(uri("/-/ready")).timeout(Duration.ofSeconds(10)).build(),
						BodyHandlers.discarding())
				.statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/**
	 * Evaluates an expression now.
	 * @return the series, an array
	 * @throws IllegalArgumentException if the expression is not a good one
	 */
	JsonNode query(String expression) throws IOException, InterruptedException {
		JsonNode answer = send(HttpRequest.newBuilder(uri("/api/v1/query"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))));
		if (!answer.get("status").asString().equals("success")) {
			throw new IllegalArgumentException(expression + ": " + answer.get("error").asString());
		}
		return answer.at("/data/result");
	}

	/** The groups of rules and how they fare, an array. */
	JsonNode rules() throws IOException, InterruptedException {
		return send(HttpRequest.newBuilder(uri("/api/v1/rules"))).at("/data/groups");
	}

	private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
		HttpResponse<String> response = this.http.send(request.timeout(Duration.ofSeconds(30)).build(),
				BodyHandlers.ofString());
		return json.readTree(response.body());
	}

	private URI uri(String path) {
		return URI.create("http://127.0.0.1:" + this.port + path);
	}

	private String log() {
		try {
			return Files.readString(this.log);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit()
			.completeOnTimeout(this.process, 30, TimeUnit.SECONDS)
			.thenApply(Process::destroyForcibly)
			.join();
		this.http.close();
	}

}
