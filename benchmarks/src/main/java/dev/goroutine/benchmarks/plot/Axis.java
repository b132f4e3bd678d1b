package dev.goroutine.benchmarks.plot;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;

/**
 * Where a figure lies from left to right.
 */
public interface Axis {

	/**
	 * The place of a figure.
	 * @param value the figure
	 * @return its x
	 */
	double x(double value);

	/**
	 * The figures that are written beside the axis.
	 * @return the figures, ascending
	 */
	List<Double> ticks();

	/**
	 * Draws a line at each tick.
	 * @param svg where to
	 * @param top where the lines begin
	 * @param bottom where they end
	 */
	default void lines(Svg svg, double top, double bottom) {
		ticks().forEach((tick) -> svg.line(Ink.GRID, 1, x(tick), top, x(tick), bottom));
	}

	/**
	 * Writes the ticks.
	 * @param sheet where to
	 * @param middle the height of their middle
	 */
	default void labels(Sheet sheet, double middle) {
		DecimalFormat format = new DecimalFormat("#,##0.#########", DecimalFormatSymbols.getInstance(Locale.ROOT));
		ticks().forEach((tick) -> sheet.text(Lettering.SMALL, Svg.Anchor.MIDDLE, x(tick), middle,
				format.format(tick.doubleValue())));
	}

}
