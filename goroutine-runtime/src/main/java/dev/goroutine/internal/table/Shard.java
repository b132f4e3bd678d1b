package dev.goroutine.internal.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.goroutine.internal.base.LatencyHistogram;
import dev.goroutine.internal.base.Padded;

/**
 * The counters of one M, and the goroutines that were started on it. An M writes to its
 * shard without any atomic read-modify-write, which is why each M has one. When an M
 * ends, its shard is handed on to the next M, so that no count is lost. Threads that are
 * no M share some shards, see {@link ExternalShards}.
 */
public final class Shard extends Padded {

	private static final VarHandle LEASED;

	private static final VarHandle CREATED;

	private static final VarHandle COMPLETED;

	private static final VarHandle FAILED;

	private static final VarHandle CANCELLED;

	private static final VarHandle LINGERING;

	private static final VarHandle LEFT;

	private static final VarHandle SWITCHES;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			LEASED = lookup.findVarHandle(Shard.class, "leased", boolean.class);
			CREATED = lookup.findVarHandle(Shard.class, "created", long.class);
			COMPLETED = lookup.findVarHandle(Shard.class, "completed", long.class);
			FAILED = lookup.findVarHandle(Shard.class, "failed", long.class);
			CANCELLED = lookup.findVarHandle(Shard.class, "cancelled", long.class);
			LINGERING = lookup.findVarHandle(Shard.class, "lingering", long.class);
			LEFT = lookup.findVarHandle(Shard.class, "left", long.class);
			SWITCHES = lookup.findVarHandle(Shard.class, "switches", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	public final GoroutineTable goroutines = new GoroutineTable();

	public final LatencyHistogram latency = new LatencyHistogram();

	/**
	 * Whether a thread has this shard. Giving it back takes no memory, which an M may
	 * lack. For other threads it takes no call either, for which their stack may have no
	 * room.
	 */
	volatile boolean leased;

	private long created;

	private long completed;

	private long failed;

	private long cancelled;

	private long lingering;

	private long left;

	private long switches;

	/**
	 * Takes this shard, with all that was written to it before.
	 * @return whether it was free
	 */
	boolean lease() {
		return !this.leased && LEASED.compareAndSet(this, false, true);
	}

	public void giveBack() {
		this.leased = false;
	}

	void countCreated() {
		CREATED.setRelease(this, this.created + 1);
	}

	void countCompleted(boolean failed, boolean cancelled, boolean lingers) {
		if (failed) {
			FAILED.setRelease(this, this.failed + 1);
		}
		if (cancelled) {
			CANCELLED.setRelease(this, this.cancelled + 1);
		}
		if (lingers) {
			// Before COMPLETED: a goroutine seen as completed only would not be alive.
			LINGERING.setRelease(this, this.lingering + 1);
		}
		COMPLETED.setRelease(this, this.completed + 1);
	}

	/**
	 * Counts the end of a goroutine that has lingered, perhaps counted in another shard.
	 */
	void countLeft() {
		LEFT.setRelease(this, this.left + 1);
	}

	public void countSwitch() {
		SWITCHES.setOpaque(this, this.switches + 1);
	}

	long created() {
		return (long) CREATED.getAcquire(this);
	}

	long completed() {
		return (long) COMPLETED.getAcquire(this);
	}

	long failed() {
		return (long) FAILED.getAcquire(this);
	}

	long cancelled() {
		return (long) CANCELLED.getAcquire(this);
	}

	/** Number of goroutines that have lingered, including those that have left. */
	long lingering() {
		return (long) LINGERING.getAcquire(this);
	}

	long left() {
		return (long) LEFT.getAcquire(this);
	}

	long switches() {
		return (long) SWITCHES.getOpaque(this);
	}

}
