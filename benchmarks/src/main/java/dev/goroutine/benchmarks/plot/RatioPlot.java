package dev.goroutine.benchmarks.plot;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.goroutine.benchmarks.harness.Outcome;
import dev.goroutine.benchmarks.harness.Pairs;
import dev.goroutine.benchmarks.harness.Row;

/**
 * The ratios of the table as marks along one logarithmic axis, a line for each row, under
 * the work that is measured.
 */
public final class RatioPlot {

	/** Those against somebody else. Later targets compare goroutines with themselves. */
	private static final Pattern PLOTTED = Pattern.compile("S([1-9]|1[01])(-.*)?");

	private static final String EXPLANATION = "Ratios ours / other of time, CPU time or memory. Left of \"the same\", "
			+ "goroutines take less.";

	private static final double GAP = 7;

	/** Half the height of a target's tick, which sticks out of a mark. */
	private static final double TICK = 7;

	private final List<Dot> dots = new ArrayList<>();

	/**
	 * Takes a row, if it has a ratio and is one to plot.
	 * @param row the row
	 * @param outcome what became of it
	 */
	public void add(Row row, Outcome outcome) {
		if (outcome instanceof Outcome.Measured(Pairs pairs) && PLOTTED.matcher(row.id()).matches()) {
			this.dots.add(new Dot(row, pairs));
		}
	}

	/**
	 * The plot of all rows so far.
	 * @param caption where the figures are from
	 * @return the file, nothing if there is no row
	 */
	public Optional<String> svg(String caption) {
		if (this.dots.isEmpty()) {
			return Optional.empty();
		}
		Sheet sheet = new Sheet("What goroutines take, as a multiple of what others take");
		sheet.write(Lettering.SMALL, EXPLANATION);
		legend(new Legend(sheet));
		Columns columns = Columns.of(this.dots);
		header(sheet, columns);
		groups().forEach((work, group) -> {
			sheet.heading(work);
			group(sheet, columns, group);
			sheet.space(GAP);
		});
		columns.axis().labels(sheet, sheet.line());
		sheet.space(GAP);
		sheet.write(Lettering.SMALL, caption);
		return Optional.of(sheet.document(EXPLANATION + " "
				+ this.dots.stream().map(Dot::sentence).collect(Collectors.joining(" ")) + " " + caption));
	}

	/** By work. Its targets follow each other, and so do the rows of each. */
	private Map<String, List<Dot>> groups() {
		return this.dots.stream().collect(Collectors.groupingBy(Dot::work, LinkedHashMap::new, Collectors.toList()));
	}

	private void legend(Legend legend) {
		this.dots.stream()
			.map((dot) -> Rival.of(dot.rival()))
			.distinct()
			.sorted()
			.forEach((rival) -> legend.add(rival.text(),
					(svg, left, right, y) -> rival.mark(svg, (left + right) / 2, y, false)));
		legend.add("median of the pairs, lowest to highest", (svg, left, right, y) -> {
			svg.line(Ink.MUTED, 1.5, left, y, right, y);
			Rival.OTHER.mark(svg, (left + right) / 2, y, false);
		});
		legend.add("target", (svg, left, right, y) -> target(svg, (left + right) / 2, y));
		legend.add("missed", (svg, left, right, y) -> Rival.OTHER.mark(svg, (left + right) / 2, y, true));
	}

	private static void header(Sheet sheet, Columns columns) {
		double y = sheet.line();
		sheet.text(Lettering.HEADING, Svg.Anchor.MIDDLE, columns.axis().x(1), y, "the same");
		y = sheet.line();
		sheet.text(Lettering.SMALL, Svg.Anchor.START, columns.rival(), y, "against");
		columns.axis().labels(sheet, y);
		sheet.text(Lettering.SMALL, Svg.Anchor.END, columns.ratio(), y, "ratio");
		sheet.text(Lettering.SMALL, Svg.Anchor.START, columns.bound(), y, "target");
	}

	private static void group(Sheet sheet, Columns columns, List<Dot> group) {
		double bottom = sheet.y() + group.size() * Sheet.LINE;
		columns.axis().lines(sheet.svg(), sheet.y(), bottom);
		double same = columns.axis().x(1);
		sheet.svg().line(Ink.MUTED, 1, same, sheet.y(), same, bottom);
		group.forEach((dot) -> row(sheet, columns, dot));
	}

	private static void row(Sheet sheet, Columns columns, Dot dot) {
		Svg svg = sheet.svg();
		Axis axis = columns.axis();
		double y = sheet.line();
		svg.open("g", "id", dot.row().id());
		svg.leaf("title", dot.sentence());
		sheet.text(Lettering.NORMAL, Svg.Anchor.START, columns.target(), y, dot.target());
		sheet.text(Lettering.NORMAL, Svg.Anchor.START, columns.rival(), y,
				Lettering.NORMAL.cut(dot.rival(), columns.rivalWidth()));
		sheet.text(Lettering.NORMAL, Svg.Anchor.START, columns.processors(), y, dot.processors());
		Rival rival = Rival.of(dot.rival());
		svg.line(rival.ink(), 1.5, axis.x(dot.ratio().min()), y, axis.x(dot.ratio().max()), y);
		dot.row().target().ratio().ifPresent((bound) -> target(svg, axis.x(bound), y));
		rival.mark(svg, axis.x(dot.ratio().median()), y, dot.isMissed());
		sheet.text(Lettering.NORMAL, Svg.Anchor.END, columns.ratio(), y, dot.figure());
		sheet.text(Lettering.NORMAL, Svg.Anchor.START, columns.bound(), y,
				Lettering.NORMAL.cut(dot.row().target().text(), columns.boundWidth()));
		svg.close();
	}

	private static void target(Svg svg, double x, double y) {
		svg.line(Ink.TEXT, 2.5, x, y - TICK, x, y + TICK);
	}

}
