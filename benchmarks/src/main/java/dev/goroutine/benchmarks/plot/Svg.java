package dev.goroutine.benchmarks.plot;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Writes the elements of a drawing, one a line, and sees to it that they are well-formed.
 */
public final class Svg {

	/** As wide as a README's column. */
	public static final int WIDTH = 800;

	private static final String FONTS = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif";

	private final StringBuilder drawing = new StringBuilder();

	private final Deque<String> open = new ArrayDeque<>();

	/**
	 * The file.
	 * @param height how high the drawing is
	 * @param title what it is
	 * @param description what those hear who do not see it
	 * @return the document
	 */
	public String document(double height, String title, String description) {
		if (!this.open.isEmpty()) {
			throw new IllegalStateException("Not closed: " + this.open);
		}
		Svg document = new Svg();
		document.open("svg", "xmlns", "http://www.w3.org/2000/svg", "width", WIDTH, "height", height, "viewBox",
				"0 0 " + WIDTH + " " + number(height), "role", "img", "aria-labelledby", "title description",
				"font-family", FONTS);
		document.leaf("title", title, "id", "title");
		document.leaf("desc", description, "id", "description");
		document.leaf("style", Ink.css());
		document.rectangle(Ink.PAPER, 0, 0, WIDTH, height);
		document.drawing.append(this.drawing);
		document.close();
		return document.drawing.toString();
	}

	/**
	 * Begins an element, and ends with {@link #close}.
	 * @param element its name
	 * @param attributes names and values in turn
	 * @return this
	 */
	public Svg open(String element, Object... attributes) {
		tag(element, attributes).append(">\n");
		this.open.push(element);
		return this;
	}

	/**
	 * Ends the element that was begun last.
	 */
	public void close() {
		this.drawing.append("</").append(this.open.pop()).append(">\n");
	}

	/**
	 * An element with a text.
	 * @param element its name
	 * @param text what is in it, nothing if empty
	 * @param attributes names and values in turn
	 */
	public void leaf(String element, String text, Object... attributes) {
		tag(element, attributes);
		if (text.isEmpty()) {
			this.drawing.append("/>\n");
		}
		else {
			this.drawing.append('>').append(escape(text)).append("</").append(element).append(">\n");
		}
	}

	/**
	 * A straight line.
	 * @param ink its colour
	 * @param thickness how thick
	 * @param x1 where it begins
	 * @param y1 where it begins
	 * @param x2 where it ends
	 * @param y2 where it ends
	 */
	public void line(Ink ink, double thickness, double x1, double y1, double x2, double y2) {
		leaf("line", "", "class", ink.cssClass(), "x1", x1, "y1", y1, "x2", x2, "y2", y2, "stroke", "currentColor",
				"stroke-width", thickness);
	}

	/**
	 * A filled rectangle.
	 * @param ink its colour
	 * @param x its left side
	 * @param y its upper side
	 * @param width how wide
	 * @param height how high
	 */
	public void rectangle(Ink ink, double x, double y, double width, double height) {
		leaf("rect", "", "class", ink.cssClass(), "x", x, "y", y, "width", width, "height", height, "fill",
				"currentColor");
	}

	/**
	 * A text on one line.
	 * @param lettering its kind
	 * @param anchor which end of it is at the place
	 * @param x the place
	 * @param y the line it stands on
	 * @param text the text
	 */
	public void text(Lettering lettering, Anchor anchor, double x, double y, String text) {
		leaf("text", text, "class", lettering.ink().cssClass(), "x", x, "y", y, "text-anchor", anchor.value(),
				"font-size", lettering.size(), "font-weight", lettering.bold() ? 600 : 400, "fill", "currentColor");
	}

	private StringBuilder tag(String element, Object... attributes) {
		this.drawing.append('<').append(element);
		for (int i = 0; i < attributes.length; i += 2) {
			Object value = attributes[i + 1];
			String text = (value instanceof Double number) ? number(number) : value.toString();
			this.drawing.append(' ').append(attributes[i]).append("=\"").append(escape(text)).append('"');
		}
		return this.drawing;
	}

	/** A hundredth of a pixel is enough, and makes short numbers. */
	static String number(double value) {
		BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
		return (rounded.signum() == 0) ? "0" : rounded.stripTrailingZeros().toPlainString();
	}

	private static String escape(String text) {
		StringBuilder escaped = new StringBuilder();
		text.codePoints().forEach((c) -> {
			switch (c) {
				case '&' -> escaped.append("&amp;");
				case '<' -> escaped.append("&lt;");
				case '>' -> escaped.append("&gt;");
				case '"' -> escaped.append("&quot;");
				default -> escaped.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
			}
		});
		return escaped.toString();
	}

	/** What XML can contain at all. */
	private static boolean isAllowed(int c) {
		return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD)
				|| c >= 0x10000;
	}

	/**
	 * Which end of a text is at its place.
	 */
	public enum Anchor {

		/** Its beginning. */
		START,

		/** Its middle. */
		MIDDLE,

		/** Its end. */
		END;

		private String value() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
