package dev.goroutine.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The JDK's AOT cache with the packaged application, extracted as Boot recommends for it:
 * a training run, and a start from its cache.
 */
@Tag("long")
@Timeout(300)
class AotCacheIT {

	private static final String JAR = System.getProperty("sample.jar");

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	@TempDir
	private Path directory;

	@Test
	void secondStartUsesTheCacheOfTheFirst() throws Exception {
		Process extract = java("-Djarmode=tools", "-jar", JAR, "extract", "--destination", "app");
		assertThat(extract.inputReader().readAllAsString()).isEmpty();
		assertThat(extract.waitFor()).isZero();
		runAndStop("-XX:AOTCacheOutput=app.aot");
		assertThat(this.directory.resolve("app.aot")).isNotEmptyFile();
		// With this mode the JVM does not start if it cannot use the cache.
		String log = runAndStop("-XX:AOTCache=app.aot", "-XX:AOTMode=on", "-Xlog:class+load:file=classes.txt");
		assertThat(log).doesNotContain("java.lang is not open");
		try (Stream<String> classes = Files.lines(this.directory.resolve("classes.txt"))) {
			assertThat(classes).anyMatch(
					(line) -> line.contains("dev.goroutine.internal.scheduler.Scheduler source: shared objects file"));
		}
	}

	private String runAndStop(String... options) throws Exception {
		List<String> arguments = new ArrayList<>(List.of(options));
		arguments.addAll(List.of("-jar", "app/" + Path.of(JAR).getFileName(), "--server.port=0"));
		Process process = java(arguments.toArray(String[]::new));
		try {
			StringBuilder log = new StringBuilder();
			BufferedReader output = process.inputReader();
			try (SampleClient client = new SampleClient(awaitPort(output, log))) {
				assertThat(client.get("/quotes/book?suppliers=3&deadline=10s").status()).isEqualTo(200);
				JsonNode info = client.get("/actuator/info").body().get("goroutine");
				assertThat(info.get("jdkAccess").asString()).isEqualTo("opened");
				assertThat(info.at("/versions/goroutine").asString()).as("of the manifest").isNotEmpty();
			}
			// Unlike Process, this leaves the streams open.
			process.toHandle().destroy();
			log.append(output.readAllAsString());
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			return log.toString();
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static int awaitPort(BufferedReader output, StringBuilder log) throws IOException {
		for (String line = output.readLine(); line != null; line = output.readLine()) {
			log.append(line).append('\n');
			Matcher matcher = PORT.matcher(line);
			if (matcher.find()) {
				return Integer.parseInt(matcher.group(1));
			}
		}
		throw new AssertionError("The application does not start:\n" + log);
	}

	private Process java(String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).directory(this.directory.toFile()).redirectErrorStream(true).start();
	}

}
