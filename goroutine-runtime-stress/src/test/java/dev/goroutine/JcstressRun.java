package dev.goroutine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One run of jcstress, in a JVM of its own that forks others. All it writes goes to a
 * directory of its own in {@code target/jcstress}, with a report to read in
 * {@code index.html}.
 *
 * @param name the name of that directory
 * @param mode jcstress's name for how much to do, such as {@code quick} or {@code tough};
 * if it is empty the least that still catches every twin
 * @param tests a regular expression, found in the names of the tests to run
 */
record JcstressRun(String name, String mode, String tests) {

	/**
	 * One JVM for each test, with one collector thread since the actors need all of a
	 * small machine, and code compiled as usual instead of by all combinations of
	 * compilers.
	 */
	private static final List<String> LEAST = List.of("-sc", "false", "-jvmArgs", "-XX:+UseSerialGC", "-pth", "false",
			"-strideCount", "8", "-iters", "1", "-time", "500");

	static JcstressRun fromSystemProperties() {
		return new JcstressRun("all", System.getProperty("jcstress.mode", ""),
				System.getProperty("jcstress.tests", ""));
	}

	/** The same for certain tests. */
	JcstressRun only(String name, Collection<String> tests) {
		return new JcstressRun(name, this.mode,
				tests.stream().map(Pattern::quote).collect(Collectors.joining("|", "^(", ")$")));
	}

	/**
	 * Runs the tests to their end.
	 * @return the results by the names of the tests, each summed up over all JVMs
	 */
	Map<String, TestResult> run() throws Exception {
		Path directory = Files.createDirectories(Path.of("target", "jcstress", this.name).toAbsolutePath());
		for (Path old : blobs(directory)) {
			Files.delete(old);
		}
		Path output = directory.resolve("output.txt");
		Process process = new ProcessBuilder(command(directory)).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		try {
			assertThat(process.waitFor(limit().toSeconds(), TimeUnit.SECONDS)).as("ends in time, see %s", output)
				.isTrue();
		}
		finally {
			process.descendants().forEach(ProcessHandle::destroyForcibly);
			process.destroyForcibly();
		}
		// Not the exit code, which is that of a failure whenever a twin fails as it
		// should.
		List<Path> blobs = blobs(directory);
		assertThat(blobs).as("results, see %s", output).hasSize(1);
		return read(blobs.get(0));
	}

	private List<String> command(Path directory) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
		command.addAll(List.of("-v", "-r", directory.toString(), "-t", this.tests));
		command.addAll(isLeast() ? LEAST : List.of("-m", this.mode));
		return command;
	}

	private boolean isLeast() {
		return this.mode.isEmpty();
	}

	/** Several times what it takes, against what never ends. */
	private Duration limit() {
		return isLeast() ? Duration.ofMinutes(10) : Duration.ofHours(12);
	}

	private static List<Path> blobs(Path directory) throws IOException {
		List<Path> blobs = new ArrayList<>();
		try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "jcstress-results-*.bin.gz")) {
			found.forEach(blobs::add);
		}
		return blobs;
	}

	private static Map<String, TestResult> read(Path blob) throws Exception {
		InProcessCollector collector = new InProcessCollector();
		DiskReadCollector reader = new DiskReadCollector(blob.toString(), collector);
		try {
			reader.dump();
		}
		finally {
			reader.close();
		}
		return ReportUtils.mergedByName(collector.getTestResults())
			.stream()
			.collect(Collectors.toMap(TestResult::getName, Function.identity()));
	}

}
