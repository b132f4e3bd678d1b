package dev.goroutine.benchmarks.harness;

/**
 * One row of the table: a work, two sides and the target.
 *
 * @param id the name of the target, as in S4; a suffix after a dash tells variants apart
 * @param work what is measured
 * @param processors how many processors each side has
 * @param ours the side that should win
 * @param other the side it is measured against
 * @param target what ours should reach
 */
public record Row(String id, Work work, int processors, Side ours, Side other, Target target) {

	/**
	 * Whether a name on the command line means this row: S8 also means S8-Go.
	 * @param name the name
	 * @return whether it does
	 */
	public boolean isMeantBy(String name) {
		return this.id.equalsIgnoreCase(name) || this.id.regionMatches(true, 0, name + "-", 0, name.length() + 1);
	}

}
