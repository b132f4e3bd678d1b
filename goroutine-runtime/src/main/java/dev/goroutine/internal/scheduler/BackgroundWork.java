package dev.goroutine.internal.scheduler;

/**
 * Answers the questions of Ms about background work: threads with a higher nice value
 * than others, which lose their core to everybody else.
 */
public interface BackgroundWork {

	/**
	 * Whether Ms can become background work, so that they must know the ids of their OS
	 * threads.
	 * @return always the same
	 */
	boolean isOn();

	/**
	 * Whether a thread has been nice from birth. A thread inherits its nice value from
	 * the thread that starts it: the M of a goroutine that was demoted at that moment, or
	 * a thread that such a goroutine has started.
	 * @param osId the operating system's id of the thread, 0 if it is not known
	 * @return whether it is nicer than others
	 */
	boolean isBornNice(int osId);

	/**
	 * Whether the caller is background work: a goroutine on a demoted M, or any other
	 * thread that is nice. It may lose its core at any moment for as long as others have
	 * something to do, so it must not hold anything that others rely on.
	 * @return whether it is
	 */
	boolean isCallerBackground();

	/**
	 * Makes an M as nice as others again, if it was demoted or nice from birth. The
	 * caller is that M, while it runs nothing.
	 * @param osId the operating system's id of its thread
	 * @return whether the operating system has allowed it
	 */
	boolean raise(int osId);

	/**
	 * Records the length of a run that was measured and has ended. The caller is an M.
	 * @param cpuNanos the CPU time that the run has taken
	 */
	void ran(long cpuNanos);

}
