package dev.goroutine.benchmarks.plot;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * Where the columns of the plot are: what was compared, the axis, and the figures.
 *
 * @param target where the name of the target begins
 * @param rival where that of the other side begins
 * @param rivalWidth how much room that has
 * @param processors where the number of Ps begins
 * @param axis the axis
 * @param ratio where the ratio ends
 * @param bound where what it should be begins
 * @param boundWidth how much room that has
 */
record Columns(double target, double rival, double rivalWidth, double processors, Axis axis, double ratio, double bound,
		double boundWidth) {

	private static final double GAP = 12;

	private static final double WIDEST = 200;

	private static final double WIDEST_BOUND = 110;

	static Columns of(Collection<Dot> dots) {
		double target = Sheet.MARGIN;
		double rival = target + widest(dots, Dot::target) + GAP;
		double rivalWidth = Math.min(WIDEST, widest(dots, Dot::rival));
		double processors = rival + rivalWidth + GAP;
		double left = processors + widest(dots, Dot::processors) + GAP;
		double boundWidth = Math.min(WIDEST_BOUND, widest(dots, (dot) -> dot.row().target().text()));
		double bound = Svg.WIDTH - Sheet.MARGIN - boundWidth;
		double ratio = bound - GAP;
		double right = ratio - widest(dots, Dot::figure) - GAP;
		Axis axis = LogAxis.over(dots.stream().flatMapToDouble(Dot::values).boxed().toList(), left, right);
		return new Columns(target, rival, rivalWidth, processors, axis, ratio, bound, boundWidth);
	}

	private static double widest(Collection<Dot> dots, Function<Dot, String> text) {
		return dots.stream()
			.map(text)
			.flatMapToDouble((each) -> DoubleStream.of(Lettering.NORMAL.width(each)))
			.max()
			.orElse(0);
	}

}
