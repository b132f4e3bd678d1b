package dev.goroutine.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A contender in a process of its own, the other end of {@link Rounds}. The process stays
 * alive, and warm, from round to round.
 */
public final class RemoteContender implements Contender {

	/** More than a round waits for its own work, so that it can say what is missing. */
	private static final Duration ROUND_LIMIT = Checks.LIMIT.plusSeconds(60);

	private static final Duration CLOSE_LIMIT = Duration.ofSeconds(60);

	private final Process process;

	private final Writer requests;

	private final BufferedReader figures;

	private RemoteContender(Process process) {
		this.process = process;
		this.requests = process.outputWriter();
		this.figures = process.inputReader();
	}

	/**
	 * Starts the process.
	 * @param command the command
	 * @param environment what to add to the environment
	 * @return the contender
	 * @throws IOException if it does not start
	 */
	public static RemoteContender start(List<String> command, Map<String, String> environment) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().putAll(environment);
		return new RemoteContender(builder.start());
	}

	@Override
	public double round() throws IOException {
		CompletableFuture<Void> watchdog = CompletableFuture.runAsync(this.process::destroyForcibly,
				CompletableFuture.delayedExecutor(ROUND_LIMIT.toSeconds(), TimeUnit.SECONDS));
		String figure;
		try {
			this.requests.write('\n');
			this.requests.flush();
			figure = this.figures.readLine();
		}
		finally {
			watchdog.cancel(false);
		}
		if (figure == null) {
			throw new IOException("the process has ended within a round");
		}
		try {
			return Double.parseDouble(figure);
		}
		catch (NumberFormatException ex) {
			// Not a figure, but the reason why there is none.
			throw new IOException(figure, ex);
		}
	}

	@Override
	public void close() throws IOException {
		try {
			this.requests.close();
		}
		catch (IOException ex) {
			// It has ended already.
		}
		if (!hasEnded()) {
			this.process.destroyForcibly();
			throw new IOException("the process does not end");
		}
	}

	private boolean hasEnded() {
		try {
			return this.process.waitFor(CLOSE_LIMIT.toSeconds(), TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

}
