package dev.goroutine.benchmarks.harness;

import java.util.OptionalDouble;
import java.util.function.Predicate;

/**
 * What our side should reach.
 *
 * @param text the target as the table shows it
 * @param ratio the ratio that it sets, nothing if it sets none
 * @param judge whether measured pairs meet it
 */
public record Target(String text, OptionalDouble ratio, Predicate<Pairs> judge) {

	/** No target: the row is there to be seen. */
	public static final Target NONE = new Target("-", OptionalDouble.empty(), (pairs) -> true);

	/**
	 * Ours may be so many times the other at most.
	 * @param bound the highest ratio
	 * @return the target
	 */
	public static Target ratioAtMost(double bound) {
		return new Target("<= " + bound, OptionalDouble.of(bound), (pairs) -> pairs.ratio().median() <= bound);
	}

	/**
	 * Ours must be so many times the other at least.
	 * @param bound the lowest ratio
	 * @return the target
	 */
	public static Target ratioAtLeast(double bound) {
		return new Target(">= " + bound, OptionalDouble.of(bound), (pairs) -> pairs.ratio().median() >= bound);
	}

	/**
	 * Ours may be so much at most, whatever the other is.
	 * @param bound the highest figure
	 * @param unit what it is counted in
	 * @return the target
	 */
	public static Target oursAtMost(double bound, Unit unit) {
		return new Target("ours <= " + Unit.number(bound) + " " + unit.symbol(), OptionalDouble.empty(),
				(pairs) -> pairs.ours().median() <= bound);
	}

	/**
	 * The verdict for the table.
	 * @param pairs what was measured
	 * @return yes or no, a dash where there is no target
	 */
	public String verdict(Pairs pairs) {
		if (this == NONE) {
			return "-";
		}
		return this.judge.test(pairs) ? "yes" : "no";
	}

}
