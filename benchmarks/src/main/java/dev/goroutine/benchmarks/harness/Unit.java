package dev.goroutine.benchmarks.harness;

import java.util.Locale;

/**
 * What a figure is counted in.
 */
public enum Unit {

	/** Nanoseconds. */
	NANOSECONDS("ns"),

	/** Milliseconds. */
	MILLISECONDS("ms"),

	/** Nanoseconds of CPU time, of all threads of the process, the collector's too. */
	CPU_NANOSECONDS("ns of CPU"),

	/** Milliseconds of CPU time, of those threads that the work speaks of. */
	CPU_MILLISECONDS("ms of CPU"),

	/** Threads of the operating system. */
	OS_THREADS("OS threads"),

	/** Bytes. */
	BYTES("B"),

	/** Requests over HTTP that were answered, a second. */
	REQUESTS_PER_SECOND("requests/s");

	private final String symbol;

	Unit(String symbol) {
		this.symbol = symbol;
	}

	/**
	 * The unit's symbol.
	 * @return the symbol
	 */
	public String symbol() {
		return this.symbol;
	}

	/**
	 * A figure to about three digits, more would pretend a precision that is not there.
	 * @param value the figure
	 * @return the figure without its unit
	 */
	public static String number(double value) {
		if (value == 0) {
			return "0";
		}
		String pattern = (value >= 100) ? "%,.0f" : (value >= 10) ? "%.1f" : "%.2f";
		return String.format(Locale.ROOT, pattern, value);
	}

}
