package dev.goroutine;

/**
 * The body of a goroutine without a result: the function after Go's {@code go}.
 */
@FunctionalInterface
public interface GoBody {

	/**
	 * Runs once, on a goroutine.
	 * @throws Exception any exception, which fails the goroutine but not the program. In
	 * an {@link ErrGroup} it fails the group too
	 */
	void run() throws Exception;

}
