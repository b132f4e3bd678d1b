package dev.goroutine.benchmarks.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Kinds of text. Which font a reader has is not known, so that widths are guesses on the
 * wide side.
 */
public enum Lettering {

	/** Of the whole plot. */
	TITLE(17, true, Ink.TEXT),

	/** Of a group. */
	HEADING(12, true, Ink.TEXT),

	/** All else. */
	NORMAL(12, false, Ink.TEXT),

	/** What explains. */
	SMALL(11, false, Ink.MUTED);

	/** DejaVu Sans, the widest of the usual ones, has 0.6, and 0.68 if bold. */
	private static final double EM = 0.6;

	private static final double BOLD_EM = 0.68;

	private final int size;

	private final boolean bold;

	private final Ink ink;

	Lettering(int size, boolean bold, Ink ink) {
		this.size = size;
		this.bold = bold;
		this.ink = ink;
	}

	int size() {
		return this.size;
	}

	boolean bold() {
		return this.bold;
	}

	Ink ink() {
		return this.ink;
	}

	/**
	 * How wide a text may get.
	 * @param text the text
	 * @return the width
	 */
	public double width(String text) {
		return text.length() * this.size * (this.bold ? BOLD_EM : EM);
	}

	/**
	 * Cuts a text that does not fit.
	 * @param text the text
	 * @param width the room
	 * @return what fits, with an ellipsis if that is not all
	 */
	public String cut(String text, double width) {
		if (width(text) <= width) {
			return text;
		}
		// A little more, as a quotient of the same two can be just below a whole number.
		int end = Math.max(0, (int) (width / width("x") + 0.01) - 1);
		return text.substring(0, end).stripTrailing() + "…";
	}

	/**
	 * Breaks a text between words.
	 * @param text the text
	 * @param width the room
	 * @return the lines
	 */
	public List<String> wrap(String text, double width) {
		List<String> lines = new ArrayList<>();
		String line = "";
		for (String word : text.strip().split("\\s+")) {
			String longer = line.isEmpty() ? word : line + " " + word;
			if (!line.isEmpty() && width(longer) > width) {
				lines.add(line);
				longer = word;
			}
			line = longer;
		}
		lines.add(line);
		return lines.stream().map((each) -> cut(each, width)).toList();
	}

}
