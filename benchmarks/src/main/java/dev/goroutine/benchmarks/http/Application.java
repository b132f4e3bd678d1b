package dev.goroutine.benchmarks.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.goroutine.benchmarks.harness.UnavailableException;

/**
 * The packaged sample application in a JVM of its own, on a port of its own.
 */
public final class Application implements AutoCloseable {

	private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

	private static final Pattern STARTED = Pattern.compile("Started \\w+ in ");

	private static final long LIMIT_SECONDS = 120;

	private final Process process;

	private final URI uri;

	private Application(Process process, URI uri) {
		this.process = process;
		this.uri = uri;
	}

	/**
	 * Starts the application.
	 * @param jar the executable jar
	 * @param jvmFlags flags of its JVM
	 * @param arguments its own arguments
	 * @return the application, ready for requests
	 * @throws UnavailableException if there is no such jar
	 * @throws IOException if it does not start
	 */
	public static Application start(Path jar, List<String> jvmFlags, List<String> arguments)
			throws UnavailableException, IOException {
		if (!Files.isReadable(jar)) {
			throw new UnavailableException("no " + jar + " (mvn -pl sample-app -am package -DskipTests)");
		}
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(jvmFlags);
		command.addAll(List.of("-jar", jar.toString(), "--server.address=127.0.0.1", "--server.port=0"));
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		// Whatever happens to this JVM, it must not outlive it.
		Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
		CompletableFuture<Void> watchdog = CompletableFuture.runAsync(process::destroyForcibly,
				CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS));
		BufferedReader log = process.inputReader();
		try {
			URI uri = URI.create("http://127.0.0.1:" + awaitStart(log));
			drain(log);
			return new Application(process, uri);
		}
		finally {
			watchdog.cancel(false);
		}
	}

	private static String awaitStart(BufferedReader log) throws IOException {
		StringBuilder text = new StringBuilder();
		String port = null;
		for (String line = log.readLine(); line != null; line = log.readLine()) {
			text.append(line).append('\n');
			Matcher matcher = PORT.matcher(line);
			if (matcher.find()) {
				port = matcher.group(1);
			}
			if (port != null && STARTED.matcher(line).find()) {
				return port;
			}
		}
		throw new IOException("The sample application does not start:\n" + text);
	}

	/** Unread, its log would block it. */
	private static void drain(BufferedReader log) {
		Thread.ofPlatform().daemon().name("log").start(() -> {
			try {
				while (log.readLine() != null) {
					// Nobody wants it.
				}
			}
			catch (IOException | UncheckedIOException ex) {
				// It has ended.
			}
		});
	}

	/**
	 * The address of a page.
	 * @param path the path and query
	 * @return the address
	 */
	public URI uri(String path) {
		return this.uri.resolve(path);
	}

	/**
	 * The CPU time that all its threads have used so far.
	 * @return the time
	 */
	public Duration cpuTime() {
		return this.process.info().totalCpuDuration().orElseThrow();
	}

	@Override
	public void close() {
		this.process.destroy();
		try {
			if (this.process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.process.destroyForcibly();
	}

}
