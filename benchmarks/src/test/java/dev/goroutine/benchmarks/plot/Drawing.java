package dev.goroutine.benchmarks.plot;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import javax.xml.parsers.DocumentBuilderFactory;

import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A plot as a reader of XML sees it.
 */
public final class Drawing {

	/** Half of the thickness of a line, or of the rounding of its place. */
	private static final double SLACK = 1;

	private final Document document;

	private Drawing(Document document) {
		this.document = document;
	}

	public static Drawing parse(String svg) throws Exception {
		return new Drawing(DocumentBuilderFactory.newDefaultInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader(svg))));
	}

	public Element root() {
		return this.document.getDocumentElement();
	}

	public List<Element> all(String name) {
		return children(root(), name);
	}

	public static List<Element> children(Element parent, String name) {
		var nodes = parent.getElementsByTagName(name);
		return IntStream.range(0, nodes.getLength()).mapToObj((i) -> (Element) nodes.item(i)).toList();
	}

	public List<String> ids(String name) {
		return all(name).stream().map((element) -> element.getAttribute("id")).filter((id) -> !id.isEmpty()).toList();
	}

	public Element byId(String id) {
		return all("*").stream().filter((element) -> element.getAttribute("id").equals(id)).findFirst().orElseThrow();
	}

	public List<String> texts() {
		return all("text").stream().map(Element::getTextContent).toList();
	}

	public Element text(String text) {
		return all("text").stream()
			.filter((element) -> element.getTextContent().equals(text))
			.findFirst()
			.orElseThrow();
	}

	public static double number(Element element, String attribute) {
		return Double.parseDouble(element.getAttribute(attribute));
	}

	public void assertThatAllIsWithinTheViewBox() {
		Box page = new Box("page", 0, 0, number(root(), "width"), number(root(), "height"));
		assertThat(root().getAttribute("viewBox"))
			.isEqualTo("0 0 " + root().getAttribute("width") + " " + root().getAttribute("height"));
		List<Box> boxes = new ArrayList<>(drawn((element) -> true));
		all("text").stream().map(Drawing::box).forEach(boxes::add);
		assertThat(boxes).isNotEmpty().allMatch((box) -> box.isWithin(page));
	}

	/** On each other, or under a mark, a range or a bar; lines of an axis do no harm. */
	public void assertThatNoTextsOverlap() {
		List<Box> texts = all("text").stream().map(Drawing::box).toList();
		List<Box> drawn = drawn((element) -> element.getParentNode() != root());
		for (Box text : texts) {
			assertThat(drawn).noneMatch(text::overlaps);
			assertThat(texts).filteredOn((other) -> other != text).noneMatch(text::overlaps);
		}
	}

	private List<Box> drawn(Predicate<Element> which) {
		List<Box> boxes = new ArrayList<>();
		for (Element line : all("line").stream().filter(which).toList()) {
			boxes.add(new Box("line", number(line, "x1"), number(line, "y1"), number(line, "x2"), number(line, "y2")));
		}
		for (Element rect : all("rect").stream().filter(which).toList()) {
			boxes.add(new Box("rect", number(rect, "x"), number(rect, "y"), number(rect, "x") + number(rect, "width"),
					number(rect, "y") + number(rect, "height")));
		}
		for (Element mark : marks(root()).stream().filter(which).toList()) {
			double[] at = place(mark);
			boxes.add(new Box("mark", at[0] - 5, at[1] - 5, at[0] + 5, at[1] + 5));
		}
		return boxes;
	}

	public static List<Element> marks(Element parent) {
		return children(parent, "g").stream().filter((element) -> element.hasAttribute("transform")).toList();
	}

	public static double[] place(Element mark) {
		String[] numbers = mark.getAttribute("transform").replaceAll("translate\\((.*)\\)", "$1").split(" ");
		return new double[] { Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]) };
	}

	private static Box box(Element text) {
		double size = number(text, "font-size");
		boolean bold = number(text, "font-weight") > 400;
		double width = text.getTextContent().length() * size * (bold ? 0.66 : 0.58);
		double left = number(text, "x") - switch (text.getAttribute("text-anchor")) {
			case "start" -> 0;
			case "middle" -> width / 2;
			default -> width;
		};
		double bottom = number(text, "y");
		return new Box(text.getTextContent(), left, bottom - 0.8 * size, left + width, bottom + 0.2 * size);
	}

	private record Box(String what, double left, double top, double right, double bottom) {

		boolean isWithin(Box other) {
			return this.left >= other.left && this.top >= other.top && this.right <= other.right
					&& this.bottom <= other.bottom;
		}

		boolean overlaps(Box other) {
			return this.left + SLACK < other.right && other.left + SLACK < this.right && this.top + SLACK < other.bottom
					&& other.top + SLACK < this.bottom;
		}

	}

}
