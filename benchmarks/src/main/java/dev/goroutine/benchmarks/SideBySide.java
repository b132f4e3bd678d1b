package dev.goroutine.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import dev.goroutine.benchmarks.harness.Alternation;
import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Outcome;
import dev.goroutine.benchmarks.harness.Pair;
import dev.goroutine.benchmarks.harness.Pairs;
import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Table;
import dev.goroutine.benchmarks.harness.UnavailableException;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.plot.PlotFile;
import dev.goroutine.benchmarks.plot.RatioPlot;

/**
 * The command: runs rows and prints their table, which it also writes to a file, beside a
 * plot of it.
 */
public final class SideBySide {

	private static final PlotFile PLOT = new PlotFile(Path.of("target", "side-by-side.svg"));

	private final Arguments arguments;

	private final StringBuilder report = new StringBuilder();

	private boolean failed;

	SideBySide(Arguments arguments) {
		this.arguments = arguments;
	}

	/**
	 * Runs the command. Its status is 1 if a row failed, which a missed target is not,
	 * and 2 if the arguments are wrong.
	 * @param args see {@link Arguments#USAGE}
	 * @throws IOException if the table cannot be written
	 * @throws InterruptedException if interrupted
	 */
	public static void main(String[] args) throws IOException, InterruptedException {
		Arguments arguments;
		try {
			arguments = Arguments.parse(args);
		}
		catch (IllegalArgumentException ex) {
			System.err.println(ex.getMessage() + "\n" + Arguments.USAGE);
			System.exit(2);
			return;
		}
		if (!new SideBySide(arguments).run()) {
			System.exit(1);
		}
	}

	/**
	 * Runs the rows.
	 * @return whether none has failed
	 */
	boolean run() throws IOException, InterruptedException {
		String machine = LocalDate.now(ZoneOffset.UTC) + ", " + Machine.describe() + ".\n";
		print(machine + conditions());
		RatioPlot plot = new RatioPlot();
		Table table = new Table(this.arguments.scale());
		print(table.header());
		for (Row row : this.arguments.rows()) {
			Outcome outcome = measure(row);
			this.failed |= outcome instanceof Outcome.Failed;
			print(table.line(row, outcome));
			plot.add(row, outcome);
		}
		Path file = file(this.arguments.scale());
		Files.createDirectories(file.toAbsolutePath().getParent());
		Files.writeString(file, this.report);
		if (this.arguments.scale() == Scale.FULL) {
			PLOT.replace(plot.svg(machine + pairs() + "."));
		}
		return !this.failed;
	}

	static Path file(Scale scale) {
		// A smoke run must not overwrite figures.
		return Path.of("target", (scale == Scale.SMOKE) ? "side-by-side-smoke.md" : "side-by-side.md");
	}

	private Outcome measure(Row row) throws InterruptedException {
		Scale scale = this.arguments.scale();
		List<Pair> pairs = new ArrayList<>();
		try (Contender other = Worker.other(row, scale); Contender ours = Worker.ours(row, scale)) {
			new Alternation(this.arguments.warmups(), this.arguments.rounds()).run(ours, other, (pair) -> {
				pairs.add(pair);
				progress(row, pair);
			});
		}
		catch (UnavailableException ex) {
			return new Outcome.Skipped(String.valueOf(ex.getMessage()));
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			return new Outcome.Failed(String.valueOf(ex.getMessage()));
		}
		return new Outcome.Measured(new Pairs(pairs));
	}

	private static void progress(Row row, Pair pair) {
		String unit = row.work().unit().symbol();
		System.err.printf("%s: %s %s, %s %s %s%n", row.id(), Unit.number(pair.ours()), unit, row.other().name(),
				Unit.number(pair.other()), unit);
	}

	private String conditions() {
		if (this.arguments.scale() == Scale.SMOKE) {
			return "Smoke run: tiny sizes, one cold pair; it shows that the programs work, and no figures.\n\n";
		}
		return pairs() + String.format("""
				; the ratio is ours / other, the median of the pairs' ratios. Each side runs in a process of its \
				own, JVMs with the flags %s.

				""", String.join(" ", Worker.JVM_FLAGS));
	}

	private String pairs() {
		return String.format("Medians (lowest-highest) of %d pairs of rounds in alternation, after %d pairs of warm-up",
				this.arguments.rounds(), this.arguments.warmups());
	}

	private void print(String text) {
		System.out.print(text);
		this.report.append(text);
	}

}
