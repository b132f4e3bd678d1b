package dev.goroutine;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A JVM of its own, for what depends on flags or on what a JVM has not loaded yet.
 */
public final class ForkedJvm {

	private ForkedJvm() {
	}

	/**
	 * Runs a main class of the test class path to its end.
	 */
	public static Output run(List<String> flags, Class<?> main, String... arguments)
			throws IOException, InterruptedException {
		return run(List.of(), flags, main, arguments);
	}

	/**
	 * The same with a command in front that runs another one, such as a shell that sets
	 * limits.
	 */
	static Output run(List<String> wrapper, List<String> flags, Class<?> main, String... arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(wrapper);
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(agents());
		command.addAll(flags);
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
		command.addAll(List.of(arguments));
		Path output = Files.createTempFile("forked", ".txt");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			if (!process.waitFor(60, TimeUnit.SECONDS)) {
				printThreads(process);
				throw new AssertionError(main.getName() + " does not end: " + Files.readString(output));
			}
			return new Output(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
		}
		finally {
			process.destroyForcibly();
			Files.delete(output);
		}
	}

	/** This JVM's: what measures the coverage measures it there too. */
	private static List<String> agents() {
		return ManagementFactory.getRuntimeMXBean()
			.getInputArguments()
			.stream()
			.filter((argument) -> argument.startsWith("-javaagent:"))
			.toList();
	}

	/** Has a JVM that hangs say where. */
	private static void printThreads(Process process) throws IOException, InterruptedException {
		new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid())).start().waitFor();
		process.waitFor(2, TimeUnit.SECONDS);
	}

	/**
	 * What is left of a JVM.
	 *
	 * @param exitCode its exit code
	 * @param text what it printed
	 */
	public record Output(int exitCode, String text) {
	}

}
