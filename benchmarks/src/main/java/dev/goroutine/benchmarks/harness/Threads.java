package dev.goroutine.benchmarks.harness;

import java.time.Duration;

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

	/**
	 * Parks the calling thread for that time.
	 * @param duration how long
	 * @throws InterruptedException if interrupted, which no work does
	 */
	void sleep(Duration duration) throws InterruptedException;

	/**
	 * The same for a body, which nobody interrupts.
	 * @param duration how long
	 */
	default void pause(Duration duration) {
		try {
			sleep(duration);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Whether its scheduler has started that platform thread, to carry threads of this
	 * kind or to look after them.
	 * @param thread the platform thread
	 * @return whether it has
	 */
	boolean owns(Thread thread);

	@Override
	void close();

}
