package dev.goroutine.benchmarks.plot;

import java.util.Locale;
import java.util.stream.DoubleStream;

import dev.goroutine.benchmarks.harness.Cells;
import dev.goroutine.benchmarks.harness.Pairs;
import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Samples;
import dev.goroutine.benchmarks.harness.Scale;

/**
 * A row with its figures, as the plot shows it.
 *
 * @param row the row
 * @param pairs its figures
 */
record Dot(Row row, Pairs pairs) {

	String target() {
		return this.row.id().replaceFirst("-.*", "");
	}

	String work() {
		return this.row.work().describe(this.row.work().size(Scale.FULL));
	}

	String rival() {
		return this.row.other().name();
	}

	String processors() {
		return (this.row.processors() == 1) ? "1 P" : this.row.processors() + " Ps";
	}

	Samples ratio() {
		return this.pairs.ratio();
	}

	/** With a digit more than the target, as in the table. */
	String figure() {
		return String.format(Locale.ROOT, "%.3f", ratio().median());
	}

	boolean isMissed() {
		return this.row.target().verdict(this.pairs).equals("no");
	}

	/** What has to be within the axis. */
	DoubleStream values() {
		return DoubleStream.concat(DoubleStream.of(ratio().min(), ratio().max()), this.row.target().ratio().stream());
	}

	String sentence() {
		return this.row.id() + " against " + rival() + ", " + processors() + ": " + Cells.ratio(ratio()) + ", target "
				+ this.row.target().text() + ", met: " + this.row.target().verdict(this.pairs) + ".";
	}

}
