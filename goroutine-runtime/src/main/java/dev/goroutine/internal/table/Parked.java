package dev.goroutine.internal.table;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

import org.jspecify.annotations.Nullable;

/**
 * Stands in a slot of the {@link GoroutineTable} for a goroutine that has waited for
 * long, and knows what to report of it when it is garbage.
 */
public final class Parked extends WeakReference<Listed> {

	public final GoroutineTable table;

	public final int slot;

	public final long id;

	/** When the goroutine had run last, at the time of this entry. */
	public final int ranAt;

	/** The name of its thread, {@code null} as long as its stack has not been read. */
	public @Nullable String name;

	public WaitPlace place;

	public Parked(Listed g, int ranAt, ReferenceQueue<Object> queue, GoroutineTable table, int slot,
			@Nullable String name, WaitPlace place) {
		super(g, queue);
		this.table = table;
		this.slot = slot;
		this.id = g.thread().threadId();
		this.ranAt = ranAt;
		this.name = name;
		this.place = place;
	}

	/** Whether this stands for that goroutine, even if it was cleared. */
	boolean isOf(Listed g) {
		return this.id == g.thread().threadId();
	}

}
