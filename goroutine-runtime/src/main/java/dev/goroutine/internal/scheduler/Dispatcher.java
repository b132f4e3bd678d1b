package dev.goroutine.internal.scheduler;

import dev.goroutine.internal.queue.Resumable;

/**
 * Runs the goroutines of a scheduler in place of its Ms. A bubble does so. Such a
 * scheduler has one P and no M.
 */
public interface Dispatcher {

	/**
	 * Takes a goroutine that is ready.
	 * @param task a goroutine, or a virtual thread that a goroutine has started
	 */
	void ready(Resumable task);

}
