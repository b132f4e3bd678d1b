package dev.goroutine.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.UnavailableException;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.http.Application;
import dev.goroutine.benchmarks.http.Comparison;
import dev.goroutine.benchmarks.http.Comparison.Cell;
import dev.goroutine.benchmarks.http.Configuration;
import dev.goroutine.benchmarks.http.HttpPlot;
import dev.goroutine.benchmarks.http.LoadTest;
import dev.goroutine.benchmarks.http.Measurement;
import dev.goroutine.benchmarks.http.Results;
import dev.goroutine.benchmarks.http.Scenario;
import dev.goroutine.benchmarks.http.Wrk;
import dev.goroutine.benchmarks.plot.PlotFile;

/**
 * The command: the sample application over HTTP, its requests on goroutines and on the
 * JDK's virtual threads, alone and disturbed. Both run all the time and are asked in
 * turn; who is not asked does nothing.
 */
public final class HttpSideBySide {

	static final String USAGE = """
			Usage: JAR [row ...] [--rounds n] [--seconds n] [--warmup n] [--smoke]
			  JAR        the packaged sample application
			  row        a name from the table; all rows if none is named
			  --rounds   measured rounds, at least 5 (default 5)
			  --seconds  how long wrk requests each time (default 6)
			  --warmup   seconds of wrk for each application before them, in turn (default 60)
			  --smoke    a second each, one round, no figures: only shows that everything works
			Rows: %s""".formatted(Comparison.ALL.stream().map(Comparison::id).collect(Collectors.joining(" ")));

	private static final List<CommandLine.Option> OPTIONS = List.of(
			new CommandLine.Option("--rounds", 5, Arguments.FEWEST_ROUNDS), new CommandLine.Option("--seconds", 6, 1),
			new CommandLine.Option("--warmup", 60, 0));

	/** Warm-up in turn, so that no side's code has cooled down, or its heap grown. */
	private static final int WARMUP_PIECES = 4;

	private static final PlotFile PLOT = new PlotFile(Path.of("target", "http.svg"));

	private final Path jar;

	private final List<Comparison> comparisons;

	private final int rounds;

	private final int seconds;

	private final int warmup;

	private final Scale scale;

	private HttpSideBySide(Path jar, CommandLine line) {
		this.jar = jar;
		this.comparisons = Comparison.named(line.names());
		this.scale = line.smoke() ? Scale.SMOKE : Scale.FULL;
		this.rounds = this.scale.of(line.number("--rounds"), 1);
		this.seconds = this.scale.of(line.number("--seconds"), 1);
		this.warmup = this.scale.of(line.number("--warmup"), 0);
	}

	/**
	 * Runs the command. Its status is 1 if a request failed, which a missed target is
	 * not, and 2 if the arguments are wrong. Where wrk is missing it says so, and that is
	 * all.
	 * @param args see {@link #USAGE}
	 * @throws IOException if the table cannot be written
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		HttpSideBySide command;
		try {
			command = parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage() + "\n" + USAGE);
			System.exit(2);
			return;
		}
		try {
			Report report = command.run();
			System.out.print(report.text());
			Path file = file(command.scale);
			Files.createDirectories(file.toAbsolutePath().getParent());
			Files.writeString(file, report.text());
			if (command.scale == Scale.FULL) {
				PLOT.replace(report.plot());
			}
		}
		catch (UnavailableException ex) {
			System.out.println("Skipped: " + ex.getMessage());
		}
		catch (IOException ex) {
			System.err.println("FAILED: " + ex.getMessage());
			System.exit(1);
		}
	}

	static HttpSideBySide parse(String... args) {
		CommandLine line = CommandLine.parse(OPTIONS, args);
		if (line.names().isEmpty()) {
			throw new IllegalArgumentException("The packaged sample application is missing");
		}
		Path jar = Path.of(line.names().getFirst());
		List<String> rows = line.names().subList(1, line.names().size());
		return new HttpSideBySide(jar, new CommandLine(rows, line.numbers(), line.smoke()));
	}

	static Path file(Scale scale) {
		// A smoke run must not overwrite figures.
		return Path.of("target", (scale == Scale.SMOKE) ? "http-smoke.md" : "http.md");
	}

	/**
	 * Measures.
	 * @return the report
	 */
	Report run() throws IOException, InterruptedException, UnavailableException {
		LoadTest test = new LoadTest(Wrk.find(), Duration.ofSeconds(this.seconds));
		String machine = LocalDate.now(ZoneOffset.UTC) + ", " + Machine.describe() + ".\n";
		SequencedSet<Cell> cells = new LinkedHashSet<>();
		this.comparisons.forEach((comparison) -> cells.addAll(comparison.cells()));
		Results results = new Results();
		Map<Configuration, Application> applications = new LinkedHashMap<>();
		try {
			for (Cell cell : cells) {
				if (!applications.containsKey(cell.configuration())) {
					applications.put(cell.configuration(), start(cell.configuration()));
				}
			}
			warmUp(test, new ArrayList<>(applications.values()));
			for (int round = 0; round < this.rounds; round++) {
				for (Cell cell : cells) {
					Application application = Objects.requireNonNull(applications.get(cell.configuration()));
					Measurement measurement = test.round(application, cell.scenario());
					progress(cell, measurement);
					results.add(cell, measurement);
				}
			}
		}
		finally {
			applications.values().forEach(Application::close);
		}
		return new Report(machine + conditions() + table(results),
				new HttpPlot(results).svg(this.comparisons, machine + rounds() + "."));
	}

	private Application start(Configuration configuration) throws UnavailableException, IOException {
		return Application.start(this.jar, Worker.JVM_FLAGS, configuration.arguments());
	}

	private void warmUp(LoadTest test, List<Application> applications) throws IOException, InterruptedException {
		if (this.warmup == 0) {
			return;
		}
		LoadTest piece = new LoadTest(test.wrk(), Duration.ofSeconds(Math.max(1, this.warmup / WARMUP_PIECES)));
		for (int i = 0; i < WARMUP_PIECES; i++) {
			for (Application application : applications) {
				piece.round(application, Scenario.ALONE);
			}
		}
	}

	private static void progress(Cell cell, Measurement measurement) {
		System.err.printf("%s, beside %s: %s requests/s, p99 %s ms, and %s%n", cell.configuration().text(),
				cell.scenario().text(), Unit.number(measurement.requestsPerSecond()),
				Unit.number(measurement.p99Millis()), Unit.number(measurement.disturbancesPerSecond()));
	}

	private String table(Results results) {
		if (this.scale == Scale.SMOKE) {
			return this.comparisons.stream()
				.map((comparison) -> comparison.id() + " ran\n")
				.collect(Collectors.joining());
		}
		return Results.header() + this.comparisons.stream().map(results::lines).collect(Collectors.joining());
	}

	private String conditions() {
		if (this.scale == Scale.SMOKE) {
			return "Smoke run: a second each, cold; it shows that everything works, and no figures.\n\n";
		}
		return String.format("""
				%d connections of wrk, of which each waits 50 ms for each answer, for %d s at a time. %s; a ratio is \
				the median of the rounds' ratios. wrk and the clients that disturb share the CPUs with the \
				application. One JVM for each configuration, all with the flags %s.

				""", LoadTest.CONNECTIONS, this.seconds, rounds(), String.join(" ", Worker.JVM_FLAGS));
	}

	private String rounds() {
		return String.format("Medians (lowest-highest) of %d rounds, in each of which every configuration runs in "
				+ "turn, after %d s of warm-up for each", this.rounds, this.warmup);
	}

	/**
	 * What comes of a run.
	 *
	 * @param text the table with what it takes to understand it
	 * @param plot the plot, if there is anything to plot
	 */
	record Report(String text, Optional<String> plot) {

	}

}
