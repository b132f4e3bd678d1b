package dev.goroutine.internal.queue;

import org.jspecify.annotations.Nullable;

/**
 * Something to queue, with a number, that does nothing.
 */
public class Task implements Resumable {

	private final int number;

	private @Nullable Resumable link;

	public Task(int number) {
		this.number = number;
	}

	public int number() {
		return this.number;
	}

	@Override
	public @Nullable Resumable link() {
		return this.link;
	}

	@Override
	public void link(@Nullable Resumable link) {
		this.link = link;
	}

	@Override
	public boolean claim() {
		boolean free = this.link == null;
		this.link = free ? END : this.link;
		return free;
	}

	@Override
	public void resume() {
	}

}
