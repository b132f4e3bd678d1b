package dev.goroutine.benchmarks.harness;

import java.util.Locale;

/**
 * The cells of a Markdown table.
 */
public final class Cells {

	private Cells() {
	}

	/**
	 * A line of cells.
	 * @param cells what is in them
	 * @return the line with its end
	 */
	public static String line(Object... cells) {
		StringBuilder line = new StringBuilder("|");
		for (Object cell : cells) {
			line.append(' ').append(cell.toString().replace("|", "\\|").replace('\n', ' ')).append(" |");
		}
		return line.append('\n').toString();
	}

	/**
	 * A median with the lowest and highest in brackets.
	 * @param samples the figures
	 * @param unit what they are counted in
	 * @return the text
	 */
	public static String figure(Samples samples, Unit unit) {
		return Unit.number(samples.median()) + " " + unit.symbol() + " (" + Unit.number(samples.min()) + "-"
				+ Unit.number(samples.max()) + ")";
	}

	/**
	 * The median of ratios with the lowest and highest in brackets.
	 * @param samples the ratios
	 * @return the text
	 */
	public static String ratio(Samples samples) {
		// A digit more than the targets have, so that a narrow miss can be seen.
		return String.format(Locale.ROOT, "%.3f (%.3f-%.3f)", samples.median(), samples.min(), samples.max());
	}

}
