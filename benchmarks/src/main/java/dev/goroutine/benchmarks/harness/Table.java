package dev.goroutine.benchmarks.harness;

import java.util.Locale;

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
			case Outcome.Measured(Pairs pairs) when this.scale == Scale.FULL ->
				cells(row.id(), what, row.processors(), row.ours().name() + " " + figure(pairs.ours(), work.unit()),
						other + " " + figure(pairs.other(), work.unit()), ratio(pairs.ratio()), target,
						row.target().verdict(pairs));
			case Outcome.Measured measured -> cells(row.id(), what, row.processors(), "ran", other, "-", target, "-");
			case Outcome.Skipped(String reason) ->
				cells(row.id(), what, row.processors(), "-", other, "skipped: " + reason, target, "-");
			case Outcome.Failed(String reason) ->
				cells(row.id(), what, row.processors(), "-", other, "FAILED: " + reason, target, "no");
		};
	}

	private static String figure(Samples samples, Unit unit) {
		return Unit.number(samples.median()) + " " + unit.symbol() + " (" + Unit.number(samples.min()) + "-"
				+ Unit.number(samples.max()) + ")";
	}

	private static String ratio(Samples samples) {
		// A digit more than the targets have, so that a narrow miss can be seen.
		return String.format(Locale.ROOT, "%.3f (%.3f-%.3f)", samples.median(), samples.min(), samples.max());
	}

	private static String cells(Object... cells) {
		StringBuilder line = new StringBuilder("|");
		for (Object cell : cells) {
			line.append(' ').append(cell.toString().replace("|", "\\|").replace('\n', ' ')).append(" |");
		}
		return line.append('\n').toString();
	}

}
