package dev.goroutine.benchmarks.harness;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TableTests {

	private static final Outcome.Measured MEASURED = new Outcome.Measured(
			new Pairs(List.of(new Pair(240, 400), new Pair(260, 400), new Pair(1250, 1000))));

	private final Table table = new Table(Scale.FULL);

	@Test
	void headerHasAsManyCellsAsALine() {
		String[] header = this.table.header().split("\n");
		assertThat(header).hasSize(2);
		String line = this.table.line(row(Target.NONE), MEASURED);
		assertThat(cells(header[0])).isEqualTo(cells(header[1])).isEqualTo(cells(line.strip()));
	}

	@Test
	void measuredRowShowsMediansRangesRatioAndVerdict() {
		assertThat(this.table.line(row(Target.ratioAtMost(0.65)), MEASURED))
			.isEqualTo("| X1 | 7 things | 2 | rival 260 ns (240-1,250) | rival 400 ns (400-1,000) "
					+ "| 0.650 (0.600-1.250) | <= 0.65 | yes |\n");
	}

	@Test
	void missedTargetIsStated() {
		assertThat(this.table.line(row(Target.ratioAtMost(0.64)), MEASURED)).endsWith("| <= 0.64 | no |\n");
	}

	@Test
	void absoluteTargetLooksAtOursAlone() {
		assertThat(this.table.line(row(Target.oursAtMost(260, Unit.NANOSECONDS)), MEASURED))
			.endsWith("| ours <= 260 ns | yes |\n");
		assertThat(this.table.line(row(Target.oursAtMost(259, Unit.NANOSECONDS)), MEASURED))
			.endsWith("| ours <= 259 ns | no |\n");
	}

	@Test
	void withoutTargetThereIsNoVerdict() {
		assertThat(this.table.line(row(Target.NONE), MEASURED)).endsWith("| - | - |\n");
	}

	@Test
	void smokeShowsNoFigures() {
		assertThat(new Table(Scale.SMOKE).line(row(Target.ratioAtMost(0.65)), MEASURED))
			.isEqualTo("| X1 | 1 things | 2 | ran | rival | - | <= 0.65 | - |\n");
	}

	@Test
	void skippedAndFailedRowsGiveTheReasonOnOneLine() {
		assertThat(this.table.line(row(Target.NONE), new Outcome.Skipped("no go")))
			.contains("| rival | skipped: no go |");
		assertThat(this.table.line(row(Target.NONE), new Outcome.Failed("one\ntwo | three")))
			.contains("| FAILED: one two \\| three |")
			.endsWith("| no |\n");
	}

	@Test
	void figuresHaveAboutThreeDigits() {
		assertThat(Unit.number(1234.5)).isEqualTo("1,235");
		assertThat(Unit.number(12.34)).isEqualTo("12.3");
		assertThat(Unit.number(1.234)).isEqualTo("1.23");
	}

	private static int cells(String line) {
		return line.split("\\|").length;
	}

	private static Row row(Target target) {
		Side side = new TestSide();
		return new Row("X1", new TestWork(), 2, side, side, target);
	}

	private static final class TestSide implements Side {

		@Override
		public String name() {
			return "rival";
		}

		@Override
		public Contender open(Work work, int size, int processors) {
			throw new UnsupportedOperationException();
		}

	}

	private static final class TestWork implements Work {

		@Override
		public String describe(int size) {
			return size + " things";
		}

		@Override
		public int size(Scale scale) {
			return scale.of(7, 1);
		}

		@Override
		public Unit unit() {
			return Unit.NANOSECONDS;
		}

		@Override
		public double run(Threads threads, int size) {
			throw new UnsupportedOperationException();
		}

	}

}
