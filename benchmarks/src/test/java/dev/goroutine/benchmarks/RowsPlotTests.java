package dev.goroutine.benchmarks;

import java.util.List;

import dev.goroutine.benchmarks.harness.Outcome;
import dev.goroutine.benchmarks.harness.Pair;
import dev.goroutine.benchmarks.harness.Pairs;
import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.plot.Drawing;
import dev.goroutine.benchmarks.plot.RatioPlot;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The plot of the rows that there are.
 */
class RowsPlotTests {

	private Drawing drawing;

	@BeforeEach
	void draw() throws Exception {
		RatioPlot plot = new RatioPlot();
		double ratio = 0.1;
		for (Row row : Rows.ALL) {
			plot.add(row, new Outcome.Measured(new Pairs(List.of(new Pair(ratio, 1), new Pair(2 * ratio, 1)))));
			ratio *= 1.05;
		}
		this.drawing = Drawing.parse(plot.svg("2026-01-01, " + Machine.describe()).orElseThrow());
	}

	@Test
	void everyRowOfS1ToS11IsThere() {
		assertThat(this.drawing.ids("g"))
			.containsExactlyInAnyOrderElementsOf(
					Rows.ALL.stream().map(Row::id).filter((id) -> id.matches("S([1-9]|10|11)(-.*)?")).toList())
			.hasSizeGreaterThan(30);
	}

	@Test
	void everyRivalHasAColourOfItsOwn() {
		assertThat(Drawing.marks(this.drawing.root())).filteredOn((mark) -> mark.getParentNode() != this.drawing.root())
			.extracting((mark) -> mark.getAttribute("class"))
			.contains("jdk", "go", "jox", "kotlin", "queue", "raw")
			.doesNotContain("muted");
	}

	@Test
	void itsTextsDoNotOverlapAndNoneIsCut() {
		this.drawing.assertThatNoTextsOverlap();
		this.drawing.assertThatAllIsWithinTheViewBox();
		assertThat(this.drawing.texts()).noneMatch((text) -> text.endsWith("…"));
	}

}
