package dev.goroutine.internal.scheduler;

import dev.goroutine.internal.queue.Resumable;

/**
 * Runs the goroutines of a scheduler in place of its Ms: a bubble does. Such a scheduler
 * has one P and no M.
 */
public interface Dispatcher {

	/**
	 * Takes a goroutine that is ready.
	 * @param task a goroutine, or a virtual thread that one has started
	 */
	void ready(Resumable task);

}
