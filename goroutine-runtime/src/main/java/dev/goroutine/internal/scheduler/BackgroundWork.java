package dev.goroutine.internal.scheduler;

/**
 * What Ms ask about being background work: threads with a higher nice value than others,
 * which lose their core to everybody else.
 */
public interface BackgroundWork {

	/**
	 * Whether there is any, so that Ms must know their OS threads.
	 * @return always the same
	 */
	boolean isOn();

	/**
	 * Whether a thread has been nice from birth. A thread inherits that from the one that
	 * starts it: a goroutine that was demoted at that moment, or a thread that such a
	 * goroutine has started.
	 * @param osId the operating system's id of the thread, 0 if it is not known
	 * @return whether it is nicer than others
	 */
	boolean isBornNice(int osId);

	/**
	 * Whether the caller is background work: a goroutine on a demoted M, or any thread
	 * that is nice. It may lose its core at any moment for as long as others have
	 * something to do, and so must not hold what they rely on.
	 * @return whether it is
	 */
	boolean isCallerBackground();

	/**
	 * Makes an M as nice as others that was demoted, or nice from birth. The M is the
	 * caller and runs nothing.
	 * @param osId the operating system's id of its thread
	 * @return whether the operating system has allowed it
	 */
	boolean raise(int osId);

	/**
	 * A run has ended, one of those that are measured. An M is the caller.
	 * @param cpuNanos the CPU time it has taken
	 */
	void ran(long cpuNanos);

}
