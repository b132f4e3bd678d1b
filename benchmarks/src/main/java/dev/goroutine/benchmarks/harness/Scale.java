package dev.goroutine.benchmarks.harness;

/**
 * Whether a run is made for its figures.
 */
public enum Scale {

	/** The sizes that the targets speak of. */
	FULL,

	/** Tiny sizes that only show that every program works. */
	SMOKE;

	/**
	 * Chooses between two sizes.
	 * @param full the size for figures
	 * @param smoke the tiny one
	 * @return one of them
	 */
	public int of(int full, int smoke) {
		return (this == FULL) ? full : smoke;
	}

}
