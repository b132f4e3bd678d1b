package dev.goroutine.benchmarks.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import dev.goroutine.benchmarks.harness.Cells;
import dev.goroutine.benchmarks.harness.Pair;
import dev.goroutine.benchmarks.harness.Pairs;
import dev.goroutine.benchmarks.harness.Samples;
import dev.goroutine.benchmarks.harness.Target;
import dev.goroutine.benchmarks.http.Comparison.Cell;

/**
 * The measurements of all rounds, and their table.
 */
public final class Results {

	private final Map<Cell, List<Measurement>> measurements = new HashMap<>();

	/**
	 * Adds a measurement. Each cell gets one in each round.
	 * @param cell what was measured
	 * @param measurement the figures
	 */
	public void add(Cell cell, Measurement measurement) {
		this.measurements.computeIfAbsent(cell, (key) -> new ArrayList<>()).add(measurement);
	}

	/**
	 * The two lines on top.
	 * @return the lines
	 */
	public static String header() {
		return Cells.line("target", "beside", "figure", "ours", "other", "ours / other", "target", "ours / ours alone",
				"target", "met?") + "|---|---|---|---|---|---|---|---|---|---|\n";
	}

	/**
	 * The lines of a comparison, one for each figure.
	 * @param comparison a comparison all of whose cells were measured
	 * @return the lines
	 */
	public String lines(Comparison comparison) {
		StringBuilder lines = new StringBuilder();
		comparison.figures().forEach((figure) -> lines.append(line(comparison, figure)));
		return lines.toString();
	}

	private String line(Comparison comparison, Figure figure) {
		List<Double> ours = values(new Cell(comparison.ours(), comparison.scenario()), figure);
		List<Double> other = values(new Cell(comparison.other(), comparison.scenario()), figure);
		Optional<Pairs> againstOther = pairs(ours, other);
		boolean disturbed = comparison.scenario() != Scenario.ALONE;
		Optional<Pairs> againstAlone = disturbed
				? pairs(ours, values(new Cell(comparison.ours(), Scenario.ALONE), figure)) : Optional.empty();
		return Cells.line(comparison.id(), comparison.scenario().text(), figure.text(),
				comparison.ours().text() + " " + Cells.figure(samples(ours), figure.unit()),
				comparison.other().text() + " " + Cells.figure(samples(other), figure.unit()), ratio(againstOther),
				figure.againstOther().text(), ratio(againstAlone), figure.againstAlone().text(),
				verdict(figure, againstOther, againstAlone));
	}

	boolean has(Cell cell) {
		return this.measurements.containsKey(cell);
	}

	List<Double> values(Cell cell, Figure figure) {
		return Objects.requireNonNull(this.measurements.get(cell)).stream().map(figure.value()::applyAsDouble).toList();
	}

	static Samples samples(List<Double> values) {
		return new Samples(values.stream().mapToDouble(Double::doubleValue).toArray());
	}

	/** There is no ratio to what stands still. */
	private static Optional<Pairs> pairs(List<Double> ours, List<Double> other) {
		List<Pair> pairs = new ArrayList<>();
		for (int i = 0; i < ours.size(); i++) {
			if (ours.get(i) == 0 || other.get(i) == 0) {
				return Optional.empty();
			}
			pairs.add(new Pair(ours.get(i), other.get(i)));
		}
		return Optional.of(new Pairs(pairs));
	}

	private static String ratio(Optional<Pairs> pairs) {
		return pairs.map((some) -> Cells.ratio(some.ratio())).orElse("-");
	}

	private static String verdict(Figure figure, Optional<Pairs> againstOther, Optional<Pairs> againstAlone) {
		if (figure.againstOther() != Target.NONE) {
			return againstOther.map(figure.againstOther()::verdict).orElse("no");
		}
		if (figure.againstAlone() != Target.NONE) {
			return againstAlone.map(figure.againstAlone()::verdict).orElse("no");
		}
		return "-";
	}

}
