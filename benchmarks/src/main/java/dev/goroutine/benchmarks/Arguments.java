package dev.goroutine.benchmarks;

import java.util.List;
import java.util.stream.Collectors;

import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Scale;

/**
 * What the command line asks for.
 *
 * @param rows the rows to run, in the order of the table
 * @param warmups pairs to run before those that count
 * @param rounds pairs that count
 * @param scale figures or smoke
 */
record Arguments(List<Row> rows, int warmups, int rounds, Scale scale) {

	static final String USAGE = """
			Usage: [row ...] [--rounds n] [--warmups n] [--smoke]
			  row        a name from the table; S8 also means S8-Go; all rows if none is named
			  --rounds   measured pairs of each row, at least 5 (default 9)
			  --warmups  pairs before them (default 5)
			  --smoke    tiny sizes, one pair, no figures: only shows that every program works
			Rows: %s""".formatted(Rows.ALL.stream().map(Row::id).collect(Collectors.joining(" ")));

	/** Fewer, and the median is luck. */
	static final int FEWEST_ROUNDS = 5;

	static Arguments parse(String... args) {
		CommandLine line = CommandLine.parse(List.of(new CommandLine.Option("--rounds", 9, FEWEST_ROUNDS),
				new CommandLine.Option("--warmups", 5, 0)), args);
		List<Row> rows = rows(line.names());
		return line.smoke() ? new Arguments(rows, 0, 1, Scale.SMOKE)
				: new Arguments(rows, line.number("--warmups"), line.number("--rounds"), Scale.FULL);
	}

	private static List<Row> rows(List<String> names) {
		for (String name : names) {
			if (Rows.ALL.stream().noneMatch((row) -> row.isMeantBy(name))) {
				throw new IllegalArgumentException("Unknown row '" + name + "'");
			}
		}
		return Rows.ALL.stream().filter((row) -> names.isEmpty() || names.stream().anyMatch(row::isMeantBy)).toList();
	}

}
