package dev.goroutine.benchmarks.plot;

/**
 * A drawing that is filled from top to bottom, line by line.
 */
public final class Sheet {

	/** What is left free on all sides. */
	public static final double MARGIN = 12;

	/** How high a line is. */
	public static final double LINE = 17;

	private static final double BAND = 20;

	private static final double WIDTH = Svg.WIDTH - 2 * MARGIN;

	/** From the middle of a letter to the line that it stands on. */
	private static final double HALF_LETTER = 4;

	private final Svg svg = new Svg();

	private final String title;

	private double y = MARGIN;

	/**
	 * Begins with the title.
	 * @param title the title
	 */
	public Sheet(String title) {
		this.title = title;
		write(Lettering.TITLE, title);
		space(HALF_LETTER);
	}

	/**
	 * Where to draw.
	 * @return the drawing
	 */
	public Svg svg() {
		return this.svg;
	}

	/**
	 * How far down it is filled.
	 * @return the y of what comes next
	 */
	public double y() {
		return this.y;
	}

	/**
	 * Leaves a line for somebody to draw.
	 * @return the y of its middle
	 */
	public double line() {
		this.y += LINE;
		return this.y - LINE / 2;
	}

	/**
	 * Leaves some room.
	 * @param height how much
	 */
	public void space(double height) {
		this.y += height;
	}

	/**
	 * Writes a text from margin to margin, on as many lines as it takes.
	 * @param lettering its kind
	 * @param text the text
	 */
	public void write(Lettering lettering, String text) {
		lettering.wrap(text, WIDTH).forEach((line) -> text(lettering, Svg.Anchor.START, MARGIN, line(), line));
	}

	/**
	 * Writes a text whose letters have their middle at the given height.
	 * @param lettering its kind
	 * @param anchor which end of it is at the place
	 * @param x the place
	 * @param middle the height
	 * @param text the text
	 */
	public void text(Lettering lettering, Svg.Anchor anchor, double x, double middle, String text) {
		this.svg.text(lettering, anchor, x, middle + HALF_LETTER, text);
	}

	/**
	 * A heading on a band of its own.
	 * @param text the heading
	 */
	public void heading(String text) {
		this.svg.rectangle(Ink.BAND, MARGIN / 2, this.y, Svg.WIDTH - MARGIN, BAND);
		text(Lettering.HEADING, Svg.Anchor.START, MARGIN, this.y + BAND / 2, Lettering.HEADING.cut(text, WIDTH));
		space(BAND);
	}

	/**
	 * The file.
	 * @param description what those hear who do not see it
	 * @return the document
	 */
	public String document(String description) {
		return this.svg.document(this.y + MARGIN, this.title, description);
	}

}
