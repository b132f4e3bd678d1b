package dev.goroutine.internal.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.goroutine.internal.base.LatencyHistogram;
import dev.goroutine.internal.base.Padded;

/**
 * What one M counts, and the goroutines that were started on it. An M writes to its shard
 * without any atomic read-modify-write, which is why each has one; it is handed on to the
 * next M when one ends, so that no count is lost. Threads that are no M share some, see
 * {@link ExternalShards}.
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
	 * Whether somebody has it. To give it back takes no memory, which an M may lack, and
	 * for other threads no call, for which their stack may have no room.
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
	 * Takes it, with all that was written to it before.
	 * @return whether nobody had it
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
			// Before the other: seen as completed only, it would not be alive.
			LINGERING.setRelease(this, this.lingering + 1);
		}
		COMPLETED.setRelease(this, this.completed + 1);
	}

	/** One that has lingered has ended, perhaps counted as lingering elsewhere. */
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

	/** How many have lingered, those that have left included. */
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
