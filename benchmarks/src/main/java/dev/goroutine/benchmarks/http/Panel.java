package dev.goroutine.benchmarks.http;

import java.util.List;

import dev.goroutine.benchmarks.harness.Samples;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.plot.Axis;
import dev.goroutine.benchmarks.plot.Ink;
import dev.goroutine.benchmarks.plot.Lettering;
import dev.goroutine.benchmarks.plot.LinearAxis;
import dev.goroutine.benchmarks.plot.Sheet;
import dev.goroutine.benchmarks.plot.Svg;

/**
 * One figure as bars with a common axis, and as numbers to their right.
 *
 * @param figure which one
 * @param zeroIsNone whether 0 is not a figure, but none: the p99 of no answers
 * @param axis its axis
 * @param numbers where the numbers end
 */
record Panel(Figure figure, boolean zeroIsNone, Axis axis, double numbers) {

	private static final double BAR = 11;

	/** How far the ends of a range stick out of its line. */
	private static final double CAP = 3;

	private static final double NUMBERS = 60;

	static Panel of(Figure figure, boolean zeroIsNone, double highest, double left, double right) {
		return new Panel(figure, zeroIsNone, LinearAxis.upTo(highest, left, right - NUMBERS), right);
	}

	void bar(Sheet sheet, Ink ink, List<Double> values, double y) {
		long none = this.zeroIsNone ? values.stream().filter((value) -> value == 0).count() : 0;
		if (none > 0) {
			String rounds = (none == values.size()) ? "" : " in " + none + " of " + values.size() + " rounds";
			sheet.text(Lettering.SMALL, Svg.Anchor.END, this.numbers, y, "no answers" + rounds);
			return;
		}
		Samples samples = Results.samples(values);
		double from = this.axis.x(samples.min());
		double to = this.axis.x(samples.max());
		// So that the range can be seen on it.
		sheet.svg().open("g", "opacity", 0.7);
		sheet.svg().rectangle(ink, this.axis.x(0), y - BAR / 2, this.axis.x(samples.median()) - this.axis.x(0), BAR);
		sheet.svg().close();
		sheet.svg().line(Ink.TEXT, 1, from, y, to, y);
		sheet.svg().line(Ink.TEXT, 1, from, y - CAP, from, y + CAP);
		sheet.svg().line(Ink.TEXT, 1, to, y - CAP, to, y + CAP);
		sheet.text(Lettering.NORMAL, Svg.Anchor.END, this.numbers, y, Unit.number(samples.median()));
	}

}
