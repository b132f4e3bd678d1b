package dev.goroutine.benchmarks.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An axis that begins at 0, so that bars are as long as what they stand for.
 *
 * @param step from one tick to the next
 * @param highest the figure at its right end
 * @param left its left end
 * @param right its right end
 */
public record LinearAxis(double step, double highest, double left, double right) implements Axis {

	/** At least so many steps, so that there is something to read figures from. */
	private static final int FEWEST_STEPS = 2;

	/**
	 * An axis with room for a figure.
	 * @param highest the highest figure, 0 if there is none
	 * @param left its left end
	 * @param right its right end
	 * @return the axis
	 */
	public static LinearAxis upTo(double highest, double left, double right) {
		if (highest <= 0) {
			return new LinearAxis(1, 1, left, right);
		}
		int decade = (int) Math.floor(Math.log10(highest));
		// The last one is for a figure just below a power of ten, whose logarithm is
		// rounded up.
		double step = Stream.of("5e" + decade, "2e" + decade, "1e" + decade, "5e" + (decade - 1), "2e" + (decade - 1))
			.mapToDouble(Double::parseDouble)
			.filter((candidate) -> highest / candidate >= FEWEST_STEPS)
			.findFirst()
			.orElseThrow();
		return new LinearAxis(step, highest, left, right);
	}

	@Override
	public double x(double value) {
		return this.left + (this.right - this.left) * value / this.highest;
	}

	@Override
	public List<Double> ticks() {
		List<Double> ticks = new ArrayList<>();
		for (int i = 0; i * this.step <= this.highest * (1 + 1e-9); i++) {
			ticks.add(i * this.step);
		}
		return ticks;
	}

}
