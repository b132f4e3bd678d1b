package dev.goroutine.benchmarks;

import java.util.Optional;

import dev.goroutine.benchmarks.harness.Pair;

/**
 * What a {@link Worker} tells the command, a line each. The prefix sets it apart from
 * whatever else may be printed in that JVM.
 */
sealed interface Report {

	String PREFIX = "##bench ";

	String toLine();

	static Optional<Report> parse(String line) {
		if (!line.startsWith(PREFIX)) {
			return Optional.empty();
		}
		String[] words = line.substring(PREFIX.length()).split(" ", 2);
		return Optional.of(switch (words[0]) {
			case "pair" -> Figures.parse(words[1]);
			case "skipped" -> new Skip(words[1]);
			case "failed" -> new Failure(words[1]);
			default -> throw new IllegalArgumentException(line);
		});
	}

	private static String oneLine(String text) {
		return text.replace('\n', ' ').replace('\r', ' ');
	}

	/** A measured pair. */
	record Figures(Pair pair) implements Report {

		static Figures parse(String words) {
			String[] figures = words.split(" ");
			return new Figures(new Pair(Double.parseDouble(figures[0]), Double.parseDouble(figures[1])));
		}

		@Override
		public String toLine() {
			return PREFIX + "pair " + this.pair.ours() + " " + this.pair.other();
		}

	}

	/** The row cannot run here. */
	record Skip(String reason) implements Report {

		@Override
		public String toLine() {
			return PREFIX + "skipped " + oneLine(this.reason);
		}

	}

	/** The row went wrong. */
	record Failure(String reason) implements Report {

		@Override
		public String toLine() {
			return PREFIX + "failed " + oneLine(this.reason);
		}

	}

}
