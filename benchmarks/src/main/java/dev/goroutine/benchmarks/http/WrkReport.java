package dev.goroutine.benchmarks.http;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code wrk} says at its end.
 *
 * @param requestsPerSecond requests answered a second
 * @param p99Millis 99 of 100 answers took that many milliseconds at most; 0 if there were
 * none
 */
public record WrkReport(double requestsPerSecond, double p99Millis) {

	private static final Pattern RATE = Pattern.compile("^Requests/sec: +([\\d.]+)$", Pattern.MULTILINE);

	private static final Pattern P99 = Pattern.compile("^ +99% +([\\d.]+)(us|ms|s|m)\\s*$", Pattern.MULTILINE);

	/**
	 * Answers with another status, connections refused or cut. Time-outs are no error.
	 */
	private static final Pattern ERRORS = Pattern
		.compile("Non-2xx or 3xx responses: [1-9]\\d*|Socket errors: (?!connect 0, read 0, write 0,).*");

	static WrkReport parse(String output) throws IOException {
		Matcher errors = ERRORS.matcher(output);
		if (errors.find()) {
			throw new IOException("wrk: " + errors.group());
		}
		Matcher rate = RATE.matcher(output);
		Matcher p99 = P99.matcher(output);
		if (!rate.find() || !p99.find()) {
			throw new IOException("wrk says something else than expected: " + output.strip());
		}
		return new WrkReport(Double.parseDouble(rate.group(1)),
				Double.parseDouble(p99.group(1)) * millis(p99.group(2)));
	}

	private static double millis(String unit) {
		return switch (unit) {
			case "us" -> 0.001;
			case "ms" -> 1;
			case "s" -> 1_000;
			default -> 60_000;
		};
	}

}
