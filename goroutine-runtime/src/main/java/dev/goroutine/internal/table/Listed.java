package dev.goroutine.internal.table;

/** A goroutine as the {@link GoroutineTable} knows it. */
public interface Listed {

	/**
	 * Its virtual thread.
	 * @return the thread
	 */
	Thread thread();

	/**
	 * Notes that it is in a table from now on.
	 * @param home the shard that the table belongs to
	 * @param slot its place in that table
	 */
	void enroll(Shard home, int slot);

}
