package dev.goroutine.benchmarks.plot;

/**
 * Says what is meant by what, from left to right and on as many lines as it takes.
 */
public final class Legend {

	private static final double SAMPLE = 22;

	private static final double GAP = 16;

	private final Sheet sheet;

	private double x = Sheet.MARGIN;

	private double y;

	/**
	 * Begins a line.
	 * @param sheet where to
	 */
	public Legend(Sheet sheet) {
		this.sheet = sheet;
		this.y = sheet.line();
	}

	/**
	 * Adds an entry.
	 * @param text what it means
	 * @param sample draws it
	 */
	public void add(String text, Sample sample) {
		double width = SAMPLE + Lettering.SMALL.width(text) + GAP;
		if (this.x > Sheet.MARGIN && this.x + width - GAP > Svg.WIDTH - Sheet.MARGIN) {
			this.x = Sheet.MARGIN;
			this.y = this.sheet.line();
		}
		sample.draw(this.sheet.svg(), this.x, this.x + SAMPLE - 6, this.y);
		this.sheet.text(Lettering.SMALL, Svg.Anchor.START, this.x + SAMPLE, this.y, text);
		this.x += width;
	}

	/**
	 * Draws a sample.
	 */
	@FunctionalInterface
	public interface Sample {

		/**
		 * Draws it.
		 * @param svg where to
		 * @param left where its room begins
		 * @param right where its room ends
		 * @param y the middle of its height
		 */
		void draw(Svg svg, double left, double right, double y);

	}

}
