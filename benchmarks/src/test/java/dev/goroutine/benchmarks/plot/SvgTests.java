package dev.goroutine.benchmarks.plot;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class SvgTests {

	private final Svg svg = new Svg();

	@Test
	void whatXmlMeansSomethingByIsEscaped() throws Exception {
		this.svg.leaf("text", "1 < 2 && \"3\" > 2", "id", "a\"b<&");
		Drawing drawing = Drawing.parse(document());
		assertThat(drawing.texts()).containsExactly("1 < 2 && \"3\" > 2");
		assertThat(drawing.ids("text")).containsExactly("a\"b<&");
	}

	@Test
	void whatXmlCannotContainIsReplaced() throws Exception {
		this.svg.leaf("text", "a\u0000b\u001Bc\uD800d\uFFFFe\uD83D\uDE00");
		assertThat(Drawing.parse(document()).texts()).containsExactly("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uD83D\uDE00");
	}

	@Test
	void numbersAreShortInEveryLocale() {
		this.svg.line(Ink.TEXT, 1.5, 1234567.891, -0.001, 1.0 / 3, 100);
		assertThat(document()).contains("x1=\"1234567.89\" y1=\"0\" x2=\"0.33\" y2=\"100\"")
			.contains("stroke-width=\"1.5\"");
	}

	@Test
	void whatIsNotClosedIsRefused() {
		this.svg.open("g");
		assertThatIllegalStateException().isThrownBy(this::document).withMessageContaining("[g]");
		this.svg.close();
		assertThat(document()).contains("<g>\n</g>");
	}

	@Test
	void paperLiesBelow() throws Exception {
		this.svg.rectangle(Ink.OURS, 1, 2, 3, 4);
		Drawing drawing = Drawing.parse(document());
		assertThat(drawing.all("rect")).extracting((rect) -> rect.getAttribute("class"))
			.containsExactly("paper", "ours");
		assertThat(Drawing.number(drawing.all("rect").getFirst(), "height")).isEqualTo(50);
	}

	private String document() {
		return this.svg.document(50, "a title", "a description");
	}

}
