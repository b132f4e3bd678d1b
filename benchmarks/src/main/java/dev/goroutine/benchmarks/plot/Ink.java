package dev.goroutine.benchmarks.plot;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The colours, each one for those who like it light and one for those who like it dark.
 */
public enum Ink {

	/** What everything stands on: a plot brings its own paper. */
	PAPER("#ffffff", "#0d1117"),

	/** Behind headings. */
	BAND("#f0f3f6", "#1b222c"),

	/** Lines of an axis. */
	GRID("#d9dee3", "#30363d"),

	/** Text and whatever has to be seen first. */
	TEXT("#1f2328", "#f0f6fc"),

	/** Text that steps back. */
	MUTED("#59636e", "#9198a1"),

	/** Goroutines. */
	OURS("#0969da", "#58a6ff"),

	/** The JDK's scheduler. */
	JDK("#bc4c00", "#f0883e"),

	/** Go. */
	GO("#0b7285", "#3bc9db"),

	/** Jox. */
	JOX("#8250df", "#bc8cff"),

	/** Kotlin. */
	KOTLIN("#bf3989", "#f778ba"),

	/** Queues of {@code java.util.concurrent}. */
	QUEUE("#1a7f37", "#3fb950"),

	/** Continuations without a scheduler. */
	RAW("#7d4e00", "#d4a72c");

	private final String light;

	private final String dark;

	Ink(String light, String dark) {
		this.light = light;
		this.dark = dark;
	}

	/**
	 * The class of an element that is drawn with {@code currentColor}.
	 * @return the name
	 */
	String cssClass() {
		return name().toLowerCase(Locale.ROOT);
	}

	/**
	 * The style sheet of a plot.
	 * @return the rules
	 */
	static String css() {
		return rules((ink) -> ink.light) + "@media (prefers-color-scheme: dark) {\n" + rules((ink) -> ink.dark) + "}\n";
	}

	private static String rules(Function<Ink, String> colour) {
		return Arrays.stream(values())
			.map((ink) -> "." + ink.cssClass() + " { color: " + colour.apply(ink) + " }\n")
			.collect(Collectors.joining());
	}

}
