package dev.goroutine.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.base.Padded;
import dev.goroutine.internal.jdk.NativeThreads;
import dev.goroutine.internal.queue.Resumable;
import org.jspecify.annotations.Nullable;

/**
 * What one M runs just now, whether its P was taken meanwhile, and whether sysmon has
 * made it background work for that.
 * <p>
 * Runs are numbered, so that who has taken the P during one does not mistake another for
 * it. To demote an M is to change that number under its feet: <pre>
 * sysmon                            the M
 * takes the P
 *                                   ends the run, sees that the P is gone
 * number -> DEMOTING
 *                                   number -> number + 1 fails, waits for DEMOTED
 * gives the thread a nice value
 * DEMOTING -> DEMOTED
 *                                   DEMOTED -> ENDS, ends or gives itself the old value
 * </pre> The wait matters: the id of a thread that has ended may be another one's by
 * then, and sysmon's value must not come after the M's.
 */
public final class CurrentRun extends Padded {

	/** Sysmon is about to demote this M, and has done so. */
	private static final long DEMOTING = -1;

	private static final long DEMOTED = -2;

	/**
	 * It was demoted, and ends or is {@link #raised}: its OS thread is no longer to be
	 * touched.
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
	 * The last run during which the P was taken, and why: 4 times its number, and the
	 * reason's.
	 */
	private volatile long loss;

	/** Sysmon's, see {@link #burnedSinceSeen}. */
	private long seenNumber;

	private long seenCpu;

	/** Sysmon's: what the OS thread was given. */
	private int nice;

	/** The M resumes this. */
	public void begin(Resumable task) {
		NUMBER.setOpaque(this, this.number + 1);
		TASK.setOpaque(this, task);
	}

	/** It has parked, yielded or ended. */
	void end() {
		TASK.setOpaque(this, (Resumable) null);
	}

	/** For the M: whether it runs, or has just run, this. */
	boolean isOf(Resumable task) {
		return this.task == task;
	}

	@Nullable Resumable task() {
		return (Resumable) TASK.getOpaque(this);
	}

	/** Which run it is. */
	public long number() {
		return this.number;
	}

	/**
	 * Who has taken the P says so. Sysmon may be late: by then the M may have given away
	 * another P itself, and what it has said of that later run stands.
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
	 * Why it goes on without a P.
	 * @return {@code null} if it has one or nothing runs
	 */
	@Nullable HandoffReason lostFor() {
		long number = this.number;
		// Less than 0: demoted, so it has lost its P.
		long loss = this.loss;
		return (task() != null && (number == loss >> 2 || number < 0)) ? reason(loss) : null;
	}

	/**
	 * For the M, which has lost the P and wants another one, after the run or within it.
	 * Which is then another run, as far as sysmon is concerned.
	 * @return whether it may have one; if not, it is demoted, and must end or be
	 * {@link #raised}
	 */
	public boolean mayGoOn() {
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
	 * For sysmon, after it has taken the P: gives the OS thread a nice value, if this is
	 * still the run that has lost it.
	 * @param osId 0 if it is not known: then all stays as it is
	 * @return whether it was
	 */
	public boolean demote(int osId, int nice) {
		long loss = this.loss;
		// Not for a blocking call: then that run is over, and a later one has said so.
		return osId != 0 && reason(loss) != HandoffReason.EXPLICIT && setNice(osId, nice, loss >> 2);
	}

	/**
	 * For sysmon: the same for one that is demoted, if it is to be nicer yet.
	 * @return whether it is now
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
			// The M waits for it.
			this.number = DEMOTED;
		}
		return true;
	}

	/** The M was nice from birth, and must end before it runs anything. */
	void demotedFromBirth() {
		this.number = ENDS;
	}

	/**
	 * For the M, which may not go on: its thread is no longer nice, so it may. The run
	 * that has lost the P is over.
	 */
	void raised() {
		this.number = (this.loss >> 2) + 1;
	}

	boolean isDemoted() {
		return this.number < 0;
	}

	/** For sysmon: the run that has lost the P was first seen with that CPU time. */
	public void seen(long cpu) {
		this.seenNumber = this.loss >> 2;
		this.seenCpu = cpu;
	}

	/**
	 * For sysmon: whether the CPU time has grown by that much since this run was first
	 * seen.
	 */
	boolean burnedSinceSeen(long cpu, long nanos) {
		if (this.seenNumber != this.number) {
			this.seenNumber = this.number;
			this.seenCpu = cpu;
		}
		return cpu - this.seenCpu >= nanos;
	}

}
