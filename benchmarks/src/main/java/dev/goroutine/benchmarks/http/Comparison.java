package dev.goroutine.benchmarks.http;

import java.util.List;

import dev.goroutine.benchmarks.harness.Target;

/**
 * One scenario on two configurations.
 *
 * @param id the name of the target, as in S15; a suffix after a dash tells variants apart
 * @param scenario what disturbs
 * @param ours our configuration
 * @param other the one it is measured against
 * @param figures what is looked at
 */
public record Comparison(String id, Scenario scenario, Configuration ours, Configuration other, List<Figure> figures) {

	/** All, in the order of the table. */
	public static final List<Comparison> ALL = List.of(
			new Comparison("S15", Scenario.ALONE, Configuration.GOROUTINES, Configuration.VIRTUAL_THREADS,
					List.of(Figure.rate(Target.ratioAtLeast(1.0), Target.NONE),
							Figure.p99(Target.ratioAtMost(1.0), Target.NONE), Figure.cpu())),
			new Comparison("S16", Scenario.BURNERS, Configuration.GOROUTINES, Configuration.VIRTUAL_THREADS,
					List.of(Figure.rate(Target.NONE, Target.ratioAtLeast(0.95)),
							Figure.p99(Target.NONE, Target.ratioAtMost(1.3)), Figure.disturbances(Target.NONE))),
			// The price that those pay who burn.
			new Comparison("S16-0", Scenario.BURNERS, Configuration.GOROUTINES, Configuration.NOT_DEMOTED,
					List.of(Figure.rate(Target.NONE, Target.NONE), Figure.p99(Target.NONE, Target.NONE),
							Figure.disturbances(Target.ratioAtLeast(0.8)))),
			new Comparison("S17", Scenario.NATIVE_CALLS, Configuration.GOROUTINES, Configuration.VIRTUAL_THREADS,
					List.of(Figure.rate(Target.NONE, Target.ratioAtLeast(0.97)), Figure.p99(Target.NONE, Target.NONE),
							Figure.disturbances(Target.NONE))));

	/**
	 * Those that were named.
	 * @param names ids, in any case; all if there are none
	 * @return the comparisons in the order of the table
	 * @throws IllegalArgumentException if there is no such comparison
	 */
	public static List<Comparison> named(List<String> names) {
		for (String name : names) {
			if (ALL.stream().noneMatch((comparison) -> comparison.id().equalsIgnoreCase(name))) {
				throw new IllegalArgumentException("Unknown row '" + name + "'");
			}
		}
		return ALL.stream()
			.filter((comparison) -> names.isEmpty() || names.stream().anyMatch(comparison.id()::equalsIgnoreCase))
			.toList();
	}

	/**
	 * What has to be measured for it, in order: our side alone, too.
	 * @return what a round consists of
	 */
	public List<Cell> cells() {
		return List.of(new Cell(this.ours, Scenario.ALONE), new Cell(this.ours, this.scenario),
				new Cell(this.other, this.scenario));
	}

	/**
	 * A configuration in a scenario.
	 *
	 * @param configuration what is measured
	 * @param scenario what disturbs
	 */
	public record Cell(Configuration configuration, Scenario scenario) {

	}

}
