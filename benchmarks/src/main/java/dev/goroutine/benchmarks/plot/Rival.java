package dev.goroutine.benchmarks.plot;

import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Kinds of other sides, with a colour and a mark each, for those who see no colours.
 */
enum Rival {

	/** A queue of the JDK, on its scheduler. */
	QUEUE("a queue of java.util.concurrent", Ink.QUEUE, (side) -> side.contains("Queue"), "M-4.5,4 L0,-5 L4.5,4 Z"),

	/** Jox. */
	JOX("Jox", Ink.JOX, (side) -> side.startsWith("Jox"), "M-5,0 L0,-5 L5,0 L0,5 Z"),

	/** Kotlin's coroutines. */
	KOTLIN("Kotlin", Ink.KOTLIN, "Kotlin"::equals, "M-4.5,-4 L4.5,-4 L0,5 Z"),

	/** Go. */
	GO("Go", Ink.GO, "Go"::equals, "M-4,-4 L4,-4 L4,4 L-4,4 Z"),

	/** Continuations of the JDK without a scheduler. */
	RAW("raw continuations", Ink.RAW, (side) -> side.startsWith("raw"),
			"M-1.6,-4.8 L1.6,-4.8 L1.6,-1.6 L4.8,-1.6 L4.8,1.6 L1.6,1.6 L1.6,4.8 L-1.6,4.8 L-1.6,1.6 L-4.8,1.6 L-4.8,-1.6 L-1.6,-1.6 Z"),

	/** The JDK's virtual threads, whatever they do. */
	JDK("the JDK's scheduler", Ink.JDK, (side) -> side.endsWith("JDK"),
			"M-4.5,0 A4.5,4.5 0 1 1 4.5,0 A4.5,4.5 0 1 1 -4.5,0 Z"),

	/** Somebody who is not in this list. */
	OTHER("others", Ink.MUTED, (side) -> true, "M-3,-5 L3,-5 L3,5 L-3,5 Z");

	private final String text;

	private final Ink ink;

	private final Predicate<String> side;

	private final String mark;

	Rival(String text, Ink ink, Predicate<String> side, String mark) {
		this.text = text;
		this.ink = ink;
		this.side = side;
		this.mark = mark;
	}

	/**
	 * The kind of a side.
	 * @param side its name in the table
	 * @return the first kind that it is of
	 */
	static Rival of(String side) {
		return Arrays.stream(values()).filter((rival) -> rival.side.test(side)).findFirst().orElseThrow();
	}

	String text() {
		return this.text;
	}

	Ink ink() {
		return this.ink;
	}

	/**
	 * Draws the mark.
	 * @param svg where to
	 * @param x its middle
	 * @param y its middle
	 * @param hollow whether only its outline
	 */
	void mark(Svg svg, double x, double y, boolean hollow) {
		svg.open("g", "class", this.ink.cssClass(), "transform",
				"translate(" + Svg.number(x) + " " + Svg.number(y) + ")");
		if (hollow) {
			svg.leaf("path", "", "class", Ink.PAPER.cssClass(), "d", this.mark, "fill", "currentColor");
		}
		svg.leaf("path", "", "d", this.mark, "fill", hollow ? "none" : "currentColor", "stroke", "currentColor",
				"stroke-width", 1.6);
		svg.close();
	}

}
