package dev.goroutine.benchmarks.side;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.goroutine.benchmarks.harness.UnavailableException;

/**
 * The {@code go} command of this machine.
 */
public final class GoToolchain {

	private static final Path SOURCES = Path.of("src", "main", "go");

	private static final Path BINARIES = Path.of("target", "go");

	private GoToolchain() {
	}

	/**
	 * The version of Go.
	 * @return as in 1.19.8, empty if there is no Go
	 * @throws IOException if it is there but does not run
	 * @throws InterruptedException if interrupted
	 */
	public static Optional<String> version() throws IOException, InterruptedException {
		Optional<Path> go = find();
		if (go.isEmpty()) {
			return Optional.empty();
		}
		// go version go1.19.8 linux/amd64
		return Optional.of(run(List.of(go.get().toString(), "version")).split(" ")[2].substring("go".length()));
	}

	/**
	 * Builds a program. Go's own cache makes that quick if nothing has changed.
	 * @param program the name of its source without the suffix
	 * @return the binary
	 * @throws UnavailableException if there is no Go
	 * @throws IOException if it does not compile
	 * @throws InterruptedException if interrupted
	 */
	static Path build(String program) throws UnavailableException, IOException, InterruptedException {
		Path go = find()
			.orElseThrow(() -> new UnavailableException("no go command on the PATH (Debian, Ubuntu: golang-go)"));
		Files.createDirectories(BINARIES);
		Path binary = BINARIES.resolve(program).toAbsolutePath();
		run(List.of(go.toString(), "build", "-o", binary.toString(), SOURCES.resolve(program + ".go").toString(),
				SOURCES.resolve("rounds.go").toString()));
		return binary;
	}

	private static Optional<Path> find() {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		return Stream.of(path.split(File.pathSeparator))
			.map((directory) -> Path.of(directory, "go"))
			.filter(Files::isExecutable)
			.findFirst();
	}

	private static String run(List<String> command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		if (process.waitFor() != 0) {
			throw new IOException("go " + command.get(1) + " failed: " + output);
		}
		return output;
	}

}
