package dev.goroutine.benchmarks.http;

import java.util.List;
import java.util.Optional;

import dev.goroutine.benchmarks.http.Comparison.Cell;
import dev.goroutine.benchmarks.plot.Drawing;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class HttpPlotTests {

	private static final String CAPTION = "One day, on some machine.";

	private final Results results = new Results();

	@Test
	void barsAreAsLongAsTheirFigures() throws Exception {
		measured(Configuration.GOROUTINES, Scenario.ALONE, answered(8_000, 60));
		measured(Configuration.VIRTUAL_THREADS, Scenario.ALONE, answered(4_000, 240));
		Drawing drawing = draw("S15");
		assertThat(bar(drawing, "S15-goroutines", 0)).isPositive()
			.isCloseTo(2 * bar(drawing, "S15-JDK", 0), within(0.02));
		assertThat(bar(drawing, "S15-JDK", 1)).isPositive()
			.isCloseTo(4 * bar(drawing, "S15-goroutines", 1), within(0.04));
		assertThat(texts(drawing, "S15-goroutines")).containsExactly("goroutines", "8,000", "60.0");
	}

	@Test
	void barsAreMediansAndRangesGoFromTheLowestToTheHighest() throws Exception {
		measured(Configuration.GOROUTINES, Scenario.ALONE, answered(8_000, 60), answered(2_000, 60),
				answered(6_000, 60));
		measured(Configuration.VIRTUAL_THREADS, Scenario.ALONE, answered(4_000, 60));
		Drawing drawing = draw("S15");
		Element bar = Drawing.children(drawing.byId("S15-goroutines"), "rect").getFirst();
		Element range = Drawing.children(drawing.byId("S15-goroutines"), "line").getFirst();
		double zero = Drawing.number(bar, "x");
		double median = Drawing.number(bar, "width");
		assertThat(Drawing.number(range, "x1") - zero).isCloseTo(median / 3, within(0.02));
		assertThat(Drawing.number(range, "x2") - zero).isCloseTo(median * 4 / 3, within(0.02));
	}

	@Test
	void labelsAreWhereSuchFiguresAre() throws Exception {
		measured(Configuration.GOROUTINES, Scenario.ALONE, answered(8_000, 60));
		measured(Configuration.VIRTUAL_THREADS, Scenario.ALONE, answered(6_000, 60));
		Drawing drawing = draw("S15");
		Element bar = Drawing.children(drawing.byId("S15-JDK"), "rect").getFirst();
		assertThat(Drawing.number(drawing.all("text")
			.stream()
			.filter((text) -> text.getTextContent().equals("6,000")
					&& text.getAttribute("text-anchor").equals("middle"))
			.findFirst()
			.orElseThrow(), "x")).isCloseTo(Drawing.number(bar, "x") + Drawing.number(bar, "width"), within(0.02));
	}

	@Test
	void noAnswersAreNoFastOnes() throws Exception {
		measured(Configuration.GOROUTINES, Scenario.BURNERS, answered(7_000, 80), answered(0, 0), answered(6_000, 90));
		measured(Configuration.VIRTUAL_THREADS, Scenario.BURNERS, answered(0, 0), answered(0, 0));
		Drawing drawing = draw("S16");
		assertThat(texts(drawing, "S16-goroutines")).containsExactly("goroutines", "6,000",
				"no answers in 1 of 3 rounds");
		assertThat(texts(drawing, "S16-JDK")).containsExactly("JDK", "0", "no answers");
		assertThat(Drawing.children(drawing.byId("S16-JDK"), "rect")).singleElement()
			.satisfies((bar) -> assertThat(Drawing.number(bar, "width")).isZero());
	}

	@Test
	void onlyMeasuredComparisonsWithTheJdkArePlotted() throws Exception {
		assertThat(plot("S15", "S16", "S17")).isEmpty();
		for (Scenario scenario : Scenario.values()) {
			measured(Configuration.GOROUTINES, scenario, answered(7_000, 80));
			measured(Configuration.NOT_DEMOTED, scenario, answered(5_000, 80));
		}
		assertThat(plot("S15", "S16-0")).isEmpty();
		measured(Configuration.VIRTUAL_THREADS, Scenario.NATIVE_CALLS, answered(1, 80));
		assertThat(draw("S15", "S16", "S16-0", "S17").ids("g")).containsExactly("S17-goroutines", "S17-JDK");
	}

	@Test
	void allOfItFitsWithoutOverlaps() throws Exception {
		for (Scenario scenario : Scenario.values()) {
			measured(Configuration.GOROUTINES, scenario, answered(123_456, 12_345), answered(1, 1));
			measured(Configuration.VIRTUAL_THREADS, scenario, answered(0, 0), answered(1, 1));
		}
		Drawing drawing = draw("S15", "S16", "S17");
		drawing.assertThatAllIsWithinTheViewBox();
		drawing.assertThatNoTextsOverlap();
		assertThat(drawing.texts()).contains("S17: beside " + Scenario.NATIVE_CALLS.text())
			.noneMatch((text) -> text.endsWith("…"));
	}

	@Test
	void thoseWhoDoNotSeeItHearTheFigures() throws Exception {
		measured(Configuration.GOROUTINES, Scenario.ALONE, answered(8_000, 60), answered(6_000, 70));
		measured(Configuration.VIRTUAL_THREADS, Scenario.ALONE, answered(0, 0));
		Drawing drawing = draw("S15");
		assertThat(drawing.root().getAttribute("role")).isEqualTo("img");
		assertThat(drawing.byId("description").getTextContent())
			.contains("S15, beside nothing: goroutines 7,000 requests/s (6,000-8,000), p99 65.0 ms (60.0-70.0); "
					+ "JDK 0 requests/s (0-0), p99 0 ms (0-0).")
			.endsWith(CAPTION);
	}

	@Test
	void sameFiguresSameFile() {
		measured(Configuration.GOROUTINES, Scenario.ALONE, answered(8_000, 60));
		measured(Configuration.VIRTUAL_THREADS, Scenario.ALONE, answered(7_000, 60));
		assertThat(plot("S15")).isPresent().isEqualTo(plot("S15"));
	}

	private static Measurement answered(double requestsPerSecond, double p99Millis) {
		return new Measurement(requestsPerSecond, p99Millis, 100_000, 1);
	}

	private void measured(Configuration configuration, Scenario scenario, Measurement... measurements) {
		for (Measurement measurement : measurements) {
			this.results.add(new Cell(configuration, scenario), measurement);
		}
	}

	private Optional<String> plot(String... ids) {
		return new HttpPlot(this.results).svg(Comparison.named(List.of(ids)), CAPTION);
	}

	private Drawing draw(String... ids) throws Exception {
		return Drawing.parse(plot(ids).orElseThrow());
	}

	private static double bar(Drawing drawing, String id, int panel) {
		return Drawing.number(Drawing.children(drawing.byId(id), "rect").get(panel), "width");
	}

	private static List<String> texts(Drawing drawing, String id) {
		return Drawing.children(drawing.byId(id), "text").stream().map(Element::getTextContent).toList();
	}

}
