package dev.goroutine.benchmarks.plot;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/**
 * An axis of ratios: twice as much is as far to the right of 1 as half as much is to its
 * left.
 *
 * @param lowest the figure at its left end
 * @param highest the figure at its right end
 * @param left its left end
 * @param right its right end
 */
public record LogAxis(double lowest, double highest, double left, double right) implements Axis {

	/** Room for half a mark at the ends. */
	private static final double MARGIN = 1.12;

	/** With more of them there is no room for three ticks in each. */
	private static final int MOST_DECADES_IN_FULL = 3;

	/**
	 * An axis with room for all that, and for some to the left and right of 1.
	 * @param values the figures
	 * @param left its left end
	 * @param right its right end
	 * @return the axis
	 */
	public static LogAxis over(Collection<Double> values, double left, double right) {
		double lowest = Math.min(0.5, Collections.min(values));
		double highest = Math.max(2, Collections.max(values));
		return new LogAxis(lowest / MARGIN, highest * MARGIN, left, right);
	}

	@Override
	public double x(double value) {
		return this.left
				+ (this.right - this.left) * Math.log(value / this.lowest) / Math.log(this.highest / this.lowest);
	}

	@Override
	public List<Double> ticks() {
		int first = (int) Math.floor(Math.log10(this.lowest));
		int last = (int) Math.ceil(Math.log10(this.highest));
		int[] steps = (last - first > MOST_DECADES_IN_FULL) ? new int[] { 1 } : new int[] { 1, 2, 5 };
		List<Double> ticks = new ArrayList<>();
		for (int decade = first; decade <= last; decade++) {
			for (int step : steps) {
				// Parsed, as 2 * 0.1 is not always 0.2.
				double tick = Double.parseDouble(step + "e" + decade);
				if (tick >= this.lowest && tick <= this.highest) {
					ticks.add(tick);
				}
			}
		}
		return ticks;
	}

}
