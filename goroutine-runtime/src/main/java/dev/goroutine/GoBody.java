package dev.goroutine;

/**
 * What a goroutine does when it has no result: the function after Go's {@code go}.
 */
@FunctionalInterface
public interface GoBody {

	/**
	 * Runs once, on a goroutine.
	 * @throws Exception anything; it fails the goroutine and nothing else
	 */
	void run() throws Exception;

}
