package dev.goroutine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.openjdk.jcstress.Main;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.ReportUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One run of jcstress, in a JVM of its own that forks others. All it writes goes to
 * {@code target/jcstress}, with a report to read in {@code index.html}.
 *
 * @param mode jcstress's name for how much to do, such as {@code quick} or {@code tough};
 * if it is empty the least that still catches every twin
 * @param tests a regular expression, found in the names of the tests to run
 */
record JcstressRun(String mode, String tests) {

	/**
	 * One JVM for each test, with one collector thread since the actors need all of a
	 * small machine, and code compiled as usual instead of by all combinations of
	 * compilers. What else may run on the machine must not keep an actor from going on,
	 * so they are not bound to CPUs, and an actor that waits for the other one yields.
	 */
	private static final List<String> LEAST = List.of("-sc", "false", "-jvmArgs", "-XX:+UseSerialGC", "-pth", "false",
			"-af", "NONE", "-spinStyle", "THREAD_YIELD", "-strideSize", "64", "-strideCount", "16", "-iters", "1",
			"-time", "500");

	private static final Path DIRECTORY = Path.of("target", "jcstress").toAbsolutePath();

	static JcstressRun fromSystemProperties() {
		return new JcstressRun(System.getProperty("jcstress.mode", ""), System.getProperty("jcstress.tests", ""));
	}

	/**
	 * Runs the tests to their end.
	 * @return the results by the names of the tests, each summed up over all JVMs
	 */
	Map<String, TestResult> run() throws Exception {
		Files.createDirectories(DIRECTORY);
		for (Path old : blobs()) {
			Files.delete(old);
		}
		Path output = DIRECTORY.resolve("output.txt");
		Process process = new ProcessBuilder(command()).directory(DIRECTORY.toFile())
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
		List<Path> blobs = blobs();
		assertThat(blobs).as("results, see %s", output).hasSize(1);
		return read(blobs.get(0));
	}

	private List<String> command() {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
		command.addAll(List.of("-v", "-r", DIRECTORY.toString(), "-t", this.tests));
		command.addAll(isLeast() ? LEAST : List.of("-m", this.mode));
		return command;
	}

	private boolean isLeast() {
		return this.mode.isEmpty();
	}

	/** A multiple of what it takes, against what never ends. */
	private Duration limit() {
		return isLeast() ? Duration.ofMinutes(6) : Duration.ofHours(12);
	}

	private static List<Path> blobs() throws IOException {
		List<Path> blobs = new ArrayList<>();
		try (DirectoryStream<Path> found = Files.newDirectoryStream(DIRECTORY, "jcstress-results-*.bin.gz")) {
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
