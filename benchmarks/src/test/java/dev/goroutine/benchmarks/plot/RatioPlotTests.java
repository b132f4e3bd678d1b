package dev.goroutine.benchmarks.plot;

import java.util.Arrays;
import java.util.List;

import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Outcome;
import dev.goroutine.benchmarks.harness.Pair;
import dev.goroutine.benchmarks.harness.Pairs;
import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Target;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class RatioPlotTests {

	private static final String CAPTION = "One day, on some machine.";

	private final RatioPlot plot = new RatioPlot();

	@Test
	void halfIsAsFarToTheLeftOfTheSameAsTwiceIsToItsRight() throws Exception {
		add("S1", 0.25);
		add("S2", 0.5);
		add("S3", 1);
		add("S4", 2);
		Drawing drawing = draw();
		double quarter = mark(drawing, "S1");
		double half = mark(drawing, "S2");
		double same = mark(drawing, "S3");
		double twice = mark(drawing, "S4");
		assertThat(half - quarter).isPositive().isCloseTo(same - half, within(0.03));
		assertThat(twice - same).isCloseTo(same - half, within(0.03));
	}

	@Test
	void oneIsOnTheLineOfTheSame() throws Exception {
		add("S1", 1);
		add("S2", 0.3);
		Drawing drawing = draw();
		double same = mark(drawing, "S1");
		assertThat(Drawing.number(drawing.text("the same"), "x")).isEqualTo(same);
		assertThat(drawing.all("line")).filteredOn((line) -> line.getAttribute("class").equals("muted"))
			.filteredOn((line) -> line.getParentNode() == drawing.root())
			.last()
			.satisfies((line) -> {
				assertThat(Drawing.number(line, "x1")).isEqualTo(same);
				assertThat(Drawing.number(line, "x2")).isEqualTo(same);
				assertThat(Drawing.number(line, "y1")).isLessThan(height(drawing, "S1"));
				assertThat(Drawing.number(line, "y2")).isGreaterThan(height(drawing, "S2"));
			});
	}

	@Test
	void labelsAreWhereSuchRatiosAre() throws Exception {
		add("S1", 0.2);
		add("S2", 2);
		Drawing drawing = draw();
		assertThat(Drawing.number(drawing.text("0.2"), "x")).isEqualTo(mark(drawing, "S1"));
		assertThat(Drawing.number(drawing.text("2"), "x")).isEqualTo(mark(drawing, "S2"));
	}

	@Test
	void targetIsWhereSuchARatioWouldBe() throws Exception {
		add("S1", Target.ratioAtMost(0.5), 0.8);
		add("S2", Target.NONE, 0.5);
		add("S8", Target.oursAtMost(640, Unit.BYTES), 1.2);
		Drawing drawing = draw();
		assertThat(targets(drawing, "S1")).singleElement().satisfies((tick) -> {
			assertThat(Drawing.number(tick, "x1")).isEqualTo(mark(drawing, "S2"));
			assertThat(Drawing.number(tick, "x2")).isEqualTo(mark(drawing, "S2"));
		});
		assertThat(targets(drawing, "S2")).isEmpty();
		assertThat(targets(drawing, "S8")).isEmpty();
		assertThat(texts(drawing, "S8")).endsWith("ours <= 640 B");
	}

	@Test
	void theLineGoesFromTheLowestRatioToTheHighest() throws Exception {
		add("S1", 0.5, 2, 0.25);
		add("S2", 0.25);
		add("S3", 2);
		add("S4", 0.5);
		Drawing drawing = draw();
		Element range = ranges(drawing, "S1").getFirst();
		assertThat(Drawing.number(range, "x1")).isEqualTo(mark(drawing, "S2"));
		assertThat(Drawing.number(range, "x2")).isEqualTo(mark(drawing, "S3"));
		assertThat(mark(drawing, "S1")).isEqualTo(mark(drawing, "S4"));
	}

	@Test
	void aMissedTargetIsHollow() throws Exception {
		add("S1", Target.ratioAtMost(0.5), 0.501);
		add("S2", Target.ratioAtMost(0.5), 0.5);
		add("S3", Target.NONE, 5);
		Drawing drawing = draw();
		assertThat(fills(drawing, "S1")).contains("none");
		assertThat(fills(drawing, "S2")).containsExactly("currentColor");
		assertThat(fills(drawing, "S3")).containsExactly("currentColor");
	}

	@Test
	void eachRowSaysWhatWasComparedAndWithWhatResult() throws Exception {
		add("S11-4-Go-1P", Target.ratioAtMost(1.2), 0.5, 0.7512, 0.9);
		assertThat(texts(draw(), "S11-4-Go-1P")).containsExactly("S11", "Go", "2 Ps", "0.751", "<= 1.2");
	}

	@Test
	void rowsStandUnderTheirWork() throws Exception {
		this.plot.add(row("S1", "Go", "ping-pong", Target.NONE), measured(1));
		this.plot.add(row("S11-1-Go", "Go", "streams", Target.NONE), measured(1));
		this.plot.add(row("S11-Select-Go", "Go", "select", Target.NONE), measured(1));
		this.plot.add(row("S11-1-Go-1P", "Go", "streams", Target.NONE), measured(1));
		Drawing drawing = draw();
		assertThat(drawing.texts()).containsSubsequence("ping-pong", "S1", "streams", "S11", "S11", "select", "S11");
		assertThat(drawing.ids("g")).containsExactly("S1", "S11-1-Go", "S11-1-Go-1P", "S11-Select-Go");
	}

	@Test
	void farRatiosAndLongNamesStayWithinTheViewBox() throws Exception {
		String longName = "a rival with a name that is far too long for the column that all the names are in";
		String longWork = "a work that is described so thoroughly that ".repeat(10);
		this.plot.add(row("S1", longName, longWork, Target.ratioAtMost(0.0002)), measured(0.0001, 1, 5_000));
		this.plot.add(row("S2", "Go", longWork, Target.oursAtMost(123_456_789, Unit.CPU_NANOSECONDS)), measured(20));
		Drawing drawing = Drawing.parse(this.plot.svg("A long caption. ".repeat(40)).orElseThrow());
		drawing.assertThatAllIsWithinTheViewBox();
		drawing.assertThatNoTextsOverlap();
		assertThat(texts(drawing, "S1").get(1)).startsWith("a rival with").endsWith("…");
	}

	@Test
	void onlyMeasuredRowsAgainstOthersArePlotted() throws Exception {
		for (String id : List.of("AA", "Park-2", "S12", "S13", "S14-8", "S18", "S110", "Idle")) {
			add(id, 1);
		}
		this.plot.add(row("S1", "JDK", "things", Target.NONE), new Outcome.Skipped("no go"));
		this.plot.add(row("S2", "JDK", "things", Target.NONE), new Outcome.Failed("broken"));
		assertThat(this.plot.svg(CAPTION)).isEmpty();
		add("S10", 1);
		add("S11-1-Go", 1);
		assertThat(draw().ids("g")).containsExactly("S10", "S11-1-Go");
	}

	@Test
	void textsAreEscaped() throws Exception {
		this.plot.add(row("S1", "<Go> & \"Co\"", "a < b & c > d \u0001", Target.NONE), measured(1));
		Drawing drawing = draw();
		assertThat(texts(drawing, "S1")).contains("<Go> & \"Co\"");
		assertThat(drawing.texts()).contains("a < b & c > d \uFFFD");
	}

	@Test
	void thoseWhoDoNotSeeItHearTheFigures() throws Exception {
		add("S1", Target.ratioAtMost(0.5), 0.25, 0.75, 1.5);
		Element svg = draw().root();
		assertThat(svg.getAttribute("role")).isEqualTo("img");
		assertThat(svg.getAttribute("aria-labelledby").split(" ")).hasSize(2)
			.allSatisfy((id) -> assertThat(draw().byId(id).getTextContent()).isNotBlank());
		assertThat(draw().byId("description").getTextContent())
			.contains("S1 against Go, 2 Ps: 0.750 (0.250-1.500), target <= 0.5, met: no.")
			.endsWith(CAPTION);
	}

	@Test
	void everyColourIsThereForTheLightAndForTheDark() throws Exception {
		add("S1", 1);
		Drawing drawing = draw();
		String[] themes = drawing.all("style").getFirst().getTextContent().split("prefers-color-scheme: dark");
		assertThat(themes).hasSize(2);
		assertThat(drawing.all("*")).flatExtracting((element) -> List.of(element.getAttribute("class").split(" ")))
			.filteredOn((name) -> !name.isEmpty())
			.contains("paper", "go")
			.allSatisfy((name) -> assertThat(themes).allMatch((theme) -> theme.contains("." + name + " { color:")));
		assertThat(drawing.all("script")).isEmpty();
	}

	@Test
	void sameFiguresSameFile() {
		add("S1", 0.25);
		add("S2", 0.75);
		String once = this.plot.svg(CAPTION).orElseThrow();
		assertThat(this.plot.svg(CAPTION)).hasValue(once);
	}

	private void add(String id, double... ratios) {
		add(id, Target.NONE, ratios);
	}

	private void add(String id, Target target, double... ratios) {
		this.plot.add(row(id, "Go", "things", target), measured(ratios));
	}

	private Drawing draw() throws Exception {
		return Drawing.parse(this.plot.svg(CAPTION).orElseThrow());
	}

	private static double mark(Drawing drawing, String id) {
		return Drawing.place(Drawing.marks(drawing.byId(id)).getFirst())[0];
	}

	private static double height(Drawing drawing, String id) {
		return Drawing.place(Drawing.marks(drawing.byId(id)).getFirst())[1];
	}

	private static List<Element> targets(Drawing drawing, String id) {
		return Drawing.children(drawing.byId(id), "line")
			.stream()
			.filter((line) -> line.getAttribute("class").equals("text"))
			.toList();
	}

	private static List<Element> ranges(Drawing drawing, String id) {
		return Drawing.children(drawing.byId(id), "line")
			.stream()
			.filter((line) -> line.getAttribute("class").equals("go"))
			.toList();
	}

	private static List<String> fills(Drawing drawing, String id) {
		return Drawing.children(drawing.byId(id), "path").stream().map((path) -> path.getAttribute("fill")).toList();
	}

	private static List<String> texts(Drawing drawing, String id) {
		return Drawing.children(drawing.byId(id), "text").stream().map(Element::getTextContent).toList();
	}

	private static Outcome measured(double... ratios) {
		return new Outcome.Measured(
				new Pairs(Arrays.stream(ratios).mapToObj((ratio) -> new Pair(ratio * 1_000, 1_000)).toList()));
	}

	private static Row row(String id, String rival, String work, Target target) {
		return new Row(id, new TestWork(work), 2, new TestSide("goroutines"), new TestSide(rival), target);
	}

	private record TestSide(String name) implements Side {

		@Override
		public Contender open(Work work, int size, int processors) {
			throw new UnsupportedOperationException();
		}

	}

	private record TestWork(String text) implements Work {

		@Override
		public String describe(int size) {
			return this.text;
		}

		@Override
		public int size(Scale scale) {
			return 1;
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
