package dev.goroutine.benchmarks.http;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.goroutine.benchmarks.harness.Cells;
import dev.goroutine.benchmarks.harness.Target;
import dev.goroutine.benchmarks.http.Comparison.Cell;
import dev.goroutine.benchmarks.plot.Ink;
import dev.goroutine.benchmarks.plot.Lettering;
import dev.goroutine.benchmarks.plot.Sheet;
import dev.goroutine.benchmarks.plot.Svg;

/**
 * Goroutines and the JDK's virtual threads as bars: how many requests of those who wait
 * are answered, and how fast, beside each of what disturbs.
 *
 * @param results the measurements
 */
public record HttpPlot(Results results) {

	private static final String EXPLANATION = LoadTest.CONNECTIONS
			+ " connections wait 50 ms for each answer. Bars are medians of the rounds, lines go from the lowest to the highest.";

	private static final double LEFT = 110;

	private static final double GAP = 7;

	private static final Figure RATE = Figure.rate(Target.NONE, Target.NONE);

	private static final Figure P99 = Figure.p99(Target.NONE, Target.NONE);

	/**
	 * The plot of comparisons with the JDK; others are left out.
	 * @param comparisons what to choose from
	 * @param caption where the figures are from
	 * @return the file, nothing if there is nothing to plot
	 */
	public Optional<String> svg(List<Comparison> comparisons, String caption) {
		List<Comparison> plotted = comparisons.stream().filter(this::isPlotted).toList();
		if (plotted.isEmpty()) {
			return Optional.empty();
		}
		Sheet sheet = new Sheet("Who is answered beside requests that burn CPU or block");
		sheet.write(Lettering.SMALL, EXPLANATION);
		sheet.space(GAP);
		double middle = (LEFT + Svg.WIDTH) / 2;
		List<Panel> panels = List.of(Panel.of(RATE, false, highest(plotted, RATE), LEFT, middle - 2 * Sheet.MARGIN),
				Panel.of(P99, true, highest(plotted, P99), middle, Svg.WIDTH - Sheet.MARGIN));
		double y = sheet.line();
		sheet.text(Lettering.HEADING, Svg.Anchor.START, LEFT, y, "requests/s, more is better");
		sheet.text(Lettering.HEADING, Svg.Anchor.START, middle, y, "p99 in ms, less is better");
		plotted.forEach((comparison) -> group(sheet, panels, comparison));
		double labels = sheet.line();
		panels.forEach((panel) -> panel.axis().labels(sheet, labels));
		sheet.space(GAP);
		sheet.write(Lettering.SMALL, caption);
		return Optional.of(sheet.document(EXPLANATION + " "
				+ plotted.stream().map(this::sentence).collect(Collectors.joining(" ")) + " " + caption));
	}

	private boolean isPlotted(Comparison comparison) {
		return comparison.ours() == Configuration.GOROUTINES && comparison.other() == Configuration.VIRTUAL_THREADS
				&& this.results.has(ours(comparison)) && this.results.has(other(comparison));
	}

	private double highest(List<Comparison> plotted, Figure figure) {
		return plotted.stream()
			.flatMap((comparison) -> Stream.of(ours(comparison), other(comparison)))
			.flatMap((cell) -> this.results.values(cell, figure).stream())
			.mapToDouble(Double::doubleValue)
			.max()
			.orElse(0);
	}

	private void group(Sheet sheet, List<Panel> panels, Comparison comparison) {
		sheet.heading(comparison.id() + ": beside " + comparison.scenario().text());
		double bottom = sheet.y() + 2 * Sheet.LINE;
		panels.forEach((panel) -> panel.axis().lines(sheet.svg(), sheet.y(), bottom));
		bars(sheet, panels, comparison, ours(comparison), Ink.OURS);
		bars(sheet, panels, comparison, other(comparison), Ink.JDK);
		sheet.space(GAP);
	}

	private void bars(Sheet sheet, List<Panel> panels, Comparison comparison, Cell cell, Ink ink) {
		double y = sheet.line();
		sheet.svg().open("g", "id", comparison.id() + "-" + cell.configuration().text());
		sheet.text(Lettering.NORMAL, Svg.Anchor.START, Sheet.MARGIN, y, cell.configuration().text());
		panels.forEach((panel) -> panel.bar(sheet, ink, this.results.values(cell, panel.figure()), y));
		sheet.svg().close();
	}

	private String sentence(Comparison comparison) {
		return comparison.id() + ", beside " + comparison.scenario().text() + ": " + sentence(ours(comparison)) + "; "
				+ sentence(other(comparison)) + ".";
	}

	private String sentence(Cell cell) {
		return cell.configuration().text() + " "
				+ Cells.figure(Results.samples(this.results.values(cell, RATE)), RATE.unit()) + ", p99 "
				+ Cells.figure(Results.samples(this.results.values(cell, P99)), P99.unit());
	}

	private static Cell ours(Comparison comparison) {
		return new Cell(comparison.ours(), comparison.scenario());
	}

	private static Cell other(Comparison comparison) {
		return new Cell(comparison.other(), comparison.scenario());
	}

}
