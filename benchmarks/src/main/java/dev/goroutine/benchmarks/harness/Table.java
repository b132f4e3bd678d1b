package dev.goroutine.benchmarks.harness;

/**
 * The Markdown table, line by line.
 *
 * @param scale at {@link Scale#SMOKE} there are no figures, they would mean nothing
 */
public record Table(Scale scale) {

	/**
	 * The two lines on top.
	 * @return the lines
	 */
	public String header() {
		return "| target | work | Ps | ours | other | ratio | target ratio | met? |\n|---|---|---|---|---|---|---|---|\n";
	}

	/**
	 * The line of a row: medians, with the lowest and highest in brackets.
	 * @param row the row
	 * @param outcome what became of it
	 * @return the line
	 */
	public String line(Row row, Outcome outcome) {
		Work work = row.work();
		String what = work.describe(work.size(this.scale));
		String other = row.other().name();
		String target = row.target().text();
		return switch (outcome) {
			case Outcome.Measured(Pairs pairs) when this.scale == Scale.FULL -> Cells.line(row.id(), what,
					row.processors(), row.ours().name() + " " + Cells.figure(pairs.ours(), work.unit()),
					other + " " + Cells.figure(pairs.other(), work.unit()), Cells.ratio(pairs.ratio()), target,
					row.target().verdict(pairs));
			case Outcome.Measured measured ->
				Cells.line(row.id(), what, row.processors(), "ran", other, "-", target, "-");
			case Outcome.Skipped(String reason) ->
				Cells.line(row.id(), what, row.processors(), "-", other, "skipped: " + reason, target, "-");
			case Outcome.Failed(String reason) ->
				Cells.line(row.id(), what, row.processors(), "-", other, "FAILED: " + reason, target, "no");
		};
	}

}
