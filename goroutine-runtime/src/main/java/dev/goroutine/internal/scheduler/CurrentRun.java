package dev.goroutine.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.base.Padded;
import dev.goroutine.internal.jdk.NativeThreads;
import dev.goroutine.internal.queue.Resumable;
import org.jspecify.annotations.Nullable;

/**
 * The task that one M runs at present, whether the P was taken during that run, and
 * whether sysmon has made the M background work because of it.
 * <p>
 * Runs are numbered, so that a thread that took the P during one run does not mistake
 * another run for it. Sysmon demotes an M by changing that number while the M runs: <pre>
 * sysmon                            the M
 * takes the P
 *                                   ends the run, sees that the P is gone
 * number -> DEMOTING
 *                                   number -> number + 1 fails, waits for DEMOTED
 * gives the thread a nice value
 * DEMOTING -> DEMOTED
 *                                   DEMOTED -> ENDS, ends or gives itself the old value
 * </pre> The M has to wait for DEMOTED for two reasons. Once the M has ended, the id of
 * its thread may belong to another thread. And sysmon must not set its value after the M
 * has set the old one.
 */
public final class CurrentRun extends Padded {

	/** Values of {@link #number}: sysmon is demoting this M, or has demoted it. */
	private static final long DEMOTING = -1;

	private static final long DEMOTED = -2;

	/**
	 * A value of {@link #number}: the M was demoted, and ends or is {@link #raised}. Its
	 * OS thread must no longer be touched.
	 */
	private static final long ENDS = -3;

	private static final VarHandle TASK;

	private static final VarHandle NUMBER;

	private static final VarHandle LOSS;

	private static final HandoffReason[] REASONS = HandoffReason.values();

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			TASK = lookup.findVarHandle(CurrentRun.class, "task", Resumable.class);
			NUMBER = lookup.findVarHandle(CurrentRun.class, "number", long.class);
			LOSS = lookup.findVarHandle(CurrentRun.class, "loss", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private @Nullable Resumable task;

	private volatile long number;

	/**
	 * The last run during which the P was taken, and why: 4 times the number of the run
	 * plus the ordinal of the reason.
	 */
	private volatile long loss;

	/** The run that {@link #seenCpu} belongs to. Only sysmon uses these two fields. */
	private long seenNumber;

	private long seenCpu;

	/** The nice value that the OS thread was given. Only sysmon uses it. */
	private int nice;

	/** Begins a run. The M is about to resume the task. */
	public void begin(Resumable task) {
		NUMBER.setOpaque(this, this.number + 1);
		TASK.setOpaque(this, task);
	}

	/** Ends the run. The task has parked, yielded or ended. */
	void end() {
		TASK.setOpaque(this, (Resumable) null);
	}

	/** Whether the M runs this task, or has just run it. Only the M may call this. */
	boolean isOf(Resumable task) {
		return this.task == task;
	}

	@Nullable Resumable task() {
		return (Resumable) TASK.getOpaque(this);
	}

	/** The number of this run, less than 0 if the M is demoted. */
	public long number() {
		return this.number;
	}

	/**
	 * Notes that the P was taken during a run. The thread that took it calls this. Sysmon
	 * may be late: by then the M may have given away another P itself in a later run, and
	 * what it has noted for that run stands.
	 */
	public void lost(long number, HandoffReason reason) {
		long loss = number << 2 | reason.ordinal();
		long seen;
		do {
			seen = this.loss;
		}
		while (seen < loss && !LOSS.compareAndSet(this, seen, loss));
	}

	private static HandoffReason reason(long loss) {
		return REASONS[(int) loss & 3];
	}

	/**
	 * Why the M runs without a P.
	 * @return {@code null} if it has a P or runs nothing
	 */
	@Nullable HandoffReason lostFor() {
		long number = this.number;
		// A number less than 0 means demoted, so the P is lost.
		long loss = this.loss;
		return (task() != null && (number == loss >> 2 || number < 0)) ? reason(loss) : null;
	}

	/**
	 * Asks to go on with another P. The M calls this when it has lost its P, after the
	 * run or within it. If it may go on, sysmon takes what follows for another run.
	 * @return whether it may; if not, it is demoted, and must end or be {@link #raised}
	 */
	public boolean tryGoOn() {
		long number = this.number;
		if (number >= 0 && NUMBER.compareAndSet(this, number, number + 1)) {
			return true;
		}
		while (this.number != ENDS && !NUMBER.compareAndSet(this, DEMOTED, ENDS)) {
			Thread.onSpinWait();
		}
		return false;
	}

	/**
	 * Gives the OS thread a nice value, if the run that has lost the P still goes on.
	 * Sysmon calls this after it has taken the P.
	 * @param osId 0 if it is not known: then nothing changes
	 * @return whether the M was demoted
	 */
	public boolean demote(int osId, int nice) {
		long loss = this.loss;
		// EXPLICIT comes from a later run, which has given its P away itself: the run
		// that sysmon means is over.
		return osId != 0 && reason(loss) != HandoffReason.EXPLICIT && setNice(osId, nice, loss >> 2);
	}

	/**
	 * Gives a demoted M a nice value that is higher than its last one. Sysmon calls this.
	 * @return whether it has the value now
	 */
	boolean demoteFurther(int osId, int nice) {
		return nice > this.nice && setNice(osId, nice, DEMOTED);
	}

	private boolean setNice(int osId, int nice, long expected) {
		if (!NUMBER.compareAndSet(this, expected, DEMOTING)) {
			return false;
		}
		this.nice = nice;
		try {
			NativeThreads.setNice(osId, nice);
		}
		finally {
			// The M waits for this.
			this.number = DEMOTED;
		}
		return true;
	}

	/** Notes that the M was nice from birth, and must end before it runs anything. */
	void demotedFromBirth() {
		this.number = ENDS;
	}

	/**
	 * Notes that the thread is no longer nice. The M calls this when it may not go on;
	 * from now on it may. The run that has lost the P is over.
	 */
	void raised() {
		this.number = (this.loss >> 2) + 1;
	}

	boolean isDemoted() {
		return this.number < 0;
	}

	/**
	 * Notes the CPU time at which the run that has lost the P was first seen. Sysmon
	 * calls this.
	 */
	public void seen(long cpu) {
		this.seenNumber = this.loss >> 2;
		this.seenCpu = cpu;
	}

	/**
	 * Whether the CPU time has grown by that much since sysmon first saw this run. Sysmon
	 * calls this; the first call for a run begins the measurement.
	 */
	boolean burnedSinceSeen(long cpu, long nanos) {
		if (this.seenNumber != this.number) {
			this.seenNumber = this.number;
			this.seenCpu = cpu;
		}
		return cpu - this.seenCpu >= nanos;
	}

}
