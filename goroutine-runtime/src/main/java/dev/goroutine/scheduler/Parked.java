package dev.goroutine.scheduler;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a slot of the {@link GoroutineTable} for a goroutine that has waited for
 * long, and knows what is to be said of it when it is garbage.
 */
final class Parked extends WeakReference<G<?>> {

	final GoroutineTable table;

	final int slot;

	final long id;

	/** The goroutine's {@link G#ranAt()} when it was described last. */
	final int ranAt;

	/** {@code null} as long as its stack has not been read. */
	@Nullable String name;

	WaitPlace place;

	Parked(G<?> g, int ranAt, ReferenceQueue<Object> queue, GoroutineTable table, int slot, @Nullable String name,
			WaitPlace place) {
		super(g, queue);
		this.table = table;
		this.slot = slot;
		this.id = g.thread().threadId();
		this.ranAt = ranAt;
		this.name = name;
		this.place = place;
	}

	/** Whether it stands for that one, even if it was cleared. */
	boolean isOf(G<?> g) {
		return this.id == g.thread().threadId();
	}

}
