package dev.goroutine.stress;

/**
 * What a goroutine of a {@link Load} does.
 */
@FunctionalInterface
interface Script {

	/**
	 * Runs on the goroutine.
	 * @param self its entry, to be told of interrupts
	 * @throws Exception what the goroutine fails with
	 */
	void run(Entry self) throws Exception;

}
