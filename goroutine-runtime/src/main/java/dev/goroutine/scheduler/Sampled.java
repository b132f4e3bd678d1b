package dev.goroutine.scheduler;

import org.jspecify.annotations.Nullable;

/**
 * Something runnable together with the time at which it became so. It takes the place of
 * the goroutine in its queue, so a goroutine needs no field for that and whoever takes or
 * steals it brings the time along.
 *
 * @param task what is to run
 * @param readyAt by {@link System#nanoTime()}
 */
record Sampled(Resumable task, long readyAt) implements Resumable {

	@Override
	public void resume() {
		this.task.resume();
	}

	@Override
	public @Nullable Resumable link() {
		return this.task.link();
	}

	@Override
	public void link(@Nullable Resumable link) {
		this.task.link(link);
	}

}
