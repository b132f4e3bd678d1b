package dev.goroutine.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
	private static final int FEWEST_ROUNDS = 5;

	static Arguments parse(String... args) {
		Deque<String> rest = new ArrayDeque<>(List.of(args));
		List<String> names = new ArrayList<>();
		int warmups = 5;
		int rounds = 9;
		Scale scale = Scale.FULL;
		while (!rest.isEmpty()) {
			String arg = rest.removeFirst();
			switch (arg) {
				case "--rounds" -> rounds = number(arg, rest, FEWEST_ROUNDS);
				case "--warmups" -> warmups = number(arg, rest, 0);
				case "--smoke" -> scale = Scale.SMOKE;
				default -> names.add(arg);
			}
		}
		List<Row> rows = rows(names);
		return (scale == Scale.SMOKE) ? new Arguments(rows, 0, 1, scale) : new Arguments(rows, warmups, rounds, scale);
	}

	private static int number(String option, Deque<String> rest, int least) {
		String value = rest.pollFirst();
		try {
			int number = Integer.parseInt(String.valueOf(value));
			if (number >= least) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Falls through: one message says it all.
		}
		throw new IllegalArgumentException(
				option + " needs a number of at least " + least + ((value != null) ? ", not '" + value + "'" : ""));
	}

	private static List<Row> rows(List<String> names) {
		for (String name : names) {
			if (name.startsWith("-")) {
				throw new IllegalArgumentException("Unknown option '" + name + "'");
			}
			if (Rows.ALL.stream().noneMatch((row) -> row.isMeantBy(name))) {
				throw new IllegalArgumentException("Unknown row '" + name + "'");
			}
		}
		return Rows.ALL.stream().filter((row) -> names.isEmpty() || names.stream().anyMatch(row::isMeantBy)).toList();
	}

}
