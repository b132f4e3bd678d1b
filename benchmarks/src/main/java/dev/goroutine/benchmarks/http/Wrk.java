package dev.goroutine.benchmarks.http;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.goroutine.benchmarks.harness.UnavailableException;

/**
 * The {@code wrk} command of this machine. It shares the cores with what it measures.
 *
 * @param program where it is
 */
public record Wrk(Path program) {

	/**
	 * Looks for it.
	 * @return the command
	 * @throws UnavailableException if there is none
	 */
	public static Wrk find() throws UnavailableException {
		String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
		return Stream.of(path.split(File.pathSeparator))
			.map((directory) -> Path.of(directory, "wrk"))
			.filter(Files::isExecutable)
			.findFirst()
			.map(Wrk::new)
			.orElseThrow(() -> new UnavailableException("no wrk command on the PATH (Debian, Ubuntu: wrk)"));
	}

	/**
	 * Keeps requesting a page.
	 * @param uri the page
	 * @param connections over how many connections at a time
	 * @param duration how long, in whole seconds
	 * @return what became of it
	 * @throws IOException if it fails, or requests do
	 * @throws InterruptedException if interrupted
	 */
	public WrkReport run(URI uri, int connections, Duration duration) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(List.of(this.program.toString(), "--threads", "1", "--connections",
				Integer.toString(connections), "--duration", duration.toSeconds() + "s", "--latency", uri.toString()))
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		if (process.waitFor() != 0) {
			throw new IOException("wrk failed: " + output.strip());
		}
		return WrkReport.parse(output);
	}

}
