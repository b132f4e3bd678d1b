package dev.goroutine.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.goroutine.benchmarks.harness.Outcome;
import dev.goroutine.benchmarks.harness.Pair;
import dev.goroutine.benchmarks.harness.Pairs;
import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Scale;

/**
 * Runs one row in a {@link Worker} JVM.
 */
final class WorkerProcess {

	/**
	 * For both sides. The heap is fixed, so that no round pays for its growth, and the
	 * collector is named, because the JVM's own choice depends on the machine.
	 */
	static final List<String> JVM_FLAGS = List.of("-Xms2g", "-Xmx2g", "-XX:+UseG1GC");

	private static final List<String> ACCESS_FLAGS = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED",
			"--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");

	private final Arguments arguments;

	private final Consumer<Pair> progress;

	WorkerProcess(Arguments arguments, Consumer<Pair> progress) {
		this.arguments = arguments;
		this.progress = progress;
	}

	Outcome run(Row row) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command(row)).redirectError(ProcessBuilder.Redirect.INHERIT).start();
		Duration limit = (this.arguments.scale() == Scale.SMOKE) ? Duration.ofMinutes(3) : Duration.ofMinutes(30);
		CompletableFuture<Void> watchdog = CompletableFuture.runAsync(process::destroyForcibly,
				CompletableFuture.delayedExecutor(limit.toSeconds(), TimeUnit.SECONDS));
		try (BufferedReader lines = process.inputReader()) {
			Outcome outcome = outcome(lines, process);
			return watchdog.isDone() ? new Outcome.Failed("no end within " + limit.toMinutes() + " minutes") : outcome;
		}
		finally {
			watchdog.cancel(false);
			process.destroyForcibly();
		}
	}

	private Outcome outcome(BufferedReader lines, Process process) throws IOException, InterruptedException {
		List<Pair> pairs = new ArrayList<>();
		String line;
		while ((line = lines.readLine()) != null) {
			switch (Report.parse(line).orElse(null)) {
				case Report.Figures figures -> {
					pairs.add(figures.pair());
					this.progress.accept(figures.pair());
				}
				case Report.Skip skip -> {
					return new Outcome.Skipped(skip.reason());
				}
				case Report.Failure failure -> {
					return new Outcome.Failed(failure.reason());
				}
				case null -> System.err.println(line);
			}
		}
		int status = process.waitFor();
		if (status != 0 || pairs.size() != this.arguments.rounds()) {
			return new Outcome.Failed("the worker ended with status " + status + " after " + pairs.size() + " pairs");
		}
		return new Outcome.Measured(new Pairs(pairs));
	}

	private List<String> command(Row row) {
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(JVM_FLAGS);
		command.addAll(ACCESS_FLAGS);
		command.add("-Djdk.virtualThreadScheduler.parallelism=" + row.processors());
		command.add("-Djdk.virtualThreadScheduler.maxPoolSize=" + row.processors());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
		command.addAll(this.arguments.forWorker(row));
		return command;
	}

}
