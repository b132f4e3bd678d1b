package dev.goroutine.benchmarks.harness;

/**
 * A kind of virtual thread, and the scheduler it runs on.
 */
public interface Threads extends AutoCloseable {

	/**
	 * Starts a thread, in the way that a user of that side would.
	 * @param body what it does
	 */
	void start(Body body);

	/**
	 * Lets the other threads run first.
	 */
	void gosched();

	@Override
	void close();

}
