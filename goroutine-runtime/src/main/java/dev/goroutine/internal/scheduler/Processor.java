package dev.goroutine.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLongArray;

import dev.goroutine.internal.base.GlobalTurn;
import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.base.Padded;
import dev.goroutine.internal.queue.GlobalRunQueue;
import dev.goroutine.internal.queue.LocalRunQueue;
import org.jspecify.annotations.Nullable;

/**
 * A P: the right to run one goroutine at a time, and the queue of the goroutines that
 * wait for it.
 * <p>
 * <b>Ownership.</b> While an M runs a goroutine on a P, the P can be taken from it, so
 * {@link #owner} says in one word which M has it:
 * <ul>
 * <li>{@code 0}: no M runs on it. It is idle, or the M that has it is between two
 * goroutines; nobody takes it then.</li>
 * <li>{@code running(M)}: M runs a goroutine on it. The thread that turns the word into 0
 * by CAS has the P from then on.</li>
 * <li>{@code producing(M)}: as before, but M is inside a call of its goroutine that puts
 * another goroutine into the queue. Nobody takes the P then; the call is short.</li>
 * </ul>
 * The word names the M. With a mere "running" a goroutine that has lost its P could wake
 * up, find that the P is running, though on another M by now, and produce into a queue
 * that allows one producer. <pre>
 * M1 runs G on P          another thread                M2
 * G readies H
 *                         running(M1) -> 0, takes P
 *                                                       gets P, running(M2)
 * running(M1) -> producing(M1) fails:
 * H goes to the global queue
 * </pre>
 */
public final class Processor extends Padded {

	private static final VarHandle OWNER;

	private static final VarHandle TICKS;

	private static final VarHandle STEALS;

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			OWNER = lookup.findVarHandle(Processor.class, "owner", long.class);
			TICKS = lookup.findVarHandle(Processor.class, "ticks", long.class);
			STEALS = lookup.findVarHandle(Processor.class, "steals", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** 0 to GOMAXPROCS - 1, or more if it is surplus. */
	public final int id;

	public final LocalRunQueue queue;

	public final GlobalTurn globalTurn = new GlobalTurn();

	private volatile long owner;

	/** The run of its M that it was last lent to. Written before {@link #owner} is. */
	private long lentRun;

	/** Number of time slices begun. Written by the M that has the P. */
	private long ticks;

	/** Number of goroutines stolen for this P. Written by the M that has it. */
	private long steals;

	/** How often the P was taken, by reason. Written by the thread that takes it. */
	private final AtomicLongArray handoffs = new AtomicLongArray(HandoffReason.values().length);

	/** The M that has the P, for information; {@link #owner} decides. */
	private volatile @Nullable Machine machine;

	Processor(int id, GlobalRunQueue global) {
		this.id = id;
		this.queue = new LocalRunQueue(global);
	}

	public static long running(long machineId) {
		return (machineId + 1) << 1;
	}

	static long producing(long machineId) {
		return running(machineId) | 1;
	}

	/** Lends the P to a run. From here on, until {@link #reclaim}, it can be taken. */
	void lend(Machine machine) {
		this.lentRun = machine.run.number();
		OWNER.setRelease(this, running(machine.id));
	}

	/**
	 * Takes the P back after a run.
	 * @return whether the M still has it
	 */
	boolean reclaim(Machine machine) {
		long word = this.owner;
		if (word == running(machine.id)) {
			return OWNER.compareAndSet(this, word, 0L);
		}
		if (word == producing(machine.id)) {
			OWNER.setRelease(this, 0L);
			return true;
		}
		return false;
	}

	/**
	 * Makes sure that the P stays with its M while the M adds to the queue. Called within
	 * a run.
	 * @return whether the M has it; if not, it must not touch the queue
	 */
	boolean beginProduce(Machine machine) {
		return OWNER.compareAndSet(this, running(machine.id), producing(machine.id))
				|| this.owner == producing(machine.id);
	}

	/**
	 * Allows the P to be taken again. This is a full fence too: other threads see what
	 * was added before the caller reads anything else.
	 */
	void endProduce(Machine machine) {
		OWNER.setVolatile(this, running(machine.id));
	}

	/**
	 * Takes the P from an M that runs on it: Go's {@code retake}.
	 * @param word the ownership word, as {@link #runningOwner()} returns it
	 * @return whether the caller has it now
	 */
	boolean retake(long word, HandoffReason reason) {
		boolean taken = OWNER.compareAndSet(this, word, 0L);
		if (taken) {
			this.handoffs.incrementAndGet(reason.ordinal());
		}
		return taken;
	}

	/**
	 * The number of the run that has lost the P. The caller must have just taken the P.
	 * The ownership word does not tell: it is the same for all runs of an M.
	 */
	long lentRun() {
		return this.lentRun;
	}

	/** The ownership word, 0 if the P cannot be taken from any M. */
	public long runningOwner() {
		long word = this.owner;
		return ((word & 1) == 0) ? word : 0;
	}

	boolean isOwner(Machine machine) {
		long word = this.owner;
		return word == running(machine.id) || word == producing(machine.id);
	}

	/** Begins a time slice. */
	public void tick() {
		TICKS.setOpaque(this, this.ticks + 1);
	}

	/**
	 * Number of time slices that it has begun, Go's {@code schedtick}.
	 * @return the count
	 */
	public long ticks() {
		return (long) TICKS.getOpaque(this);
	}

	void stole(int count) {
		STEALS.setOpaque(this, this.steals + count);
	}

	/**
	 * Number of goroutines that were stolen for it.
	 * @return the count
	 */
	public long steals() {
		return (long) STEALS.getOpaque(this);
	}

	/**
	 * How often it was taken from an M for that reason.
	 * @param reason the reason
	 * @return the count
	 */
	public long handoffs(HandoffReason reason) {
		return this.handoffs.get(reason.ordinal());
	}

	void machine(@Nullable Machine machine) {
		this.machine = machine;
	}

	/**
	 * The M that has it.
	 * @return the M, or {@code null}
	 */
	public @Nullable Machine machine() {
		return this.machine;
	}

	/**
	 * The length of its queue, without the next slot.
	 * @return the number of goroutines in it
	 */
	public int runQueueSize() {
		return this.queue.size();
	}

	/**
	 * Whether a goroutine is in the next slot.
	 * @return whether the slot is taken
	 */
	public boolean hasRunNext() {
		return this.queue.hasNext();
	}

}
