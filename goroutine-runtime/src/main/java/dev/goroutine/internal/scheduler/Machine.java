package dev.goroutine.internal.scheduler;

import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.base.StackRoom;
import dev.goroutine.internal.jdk.NativeThreads;
import dev.goroutine.internal.jdk.OsThread;
import dev.goroutine.internal.jdk.ThreadCpuTime;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.LatencySampler;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.queue.Sampled;
import dev.goroutine.internal.table.Shard;
import org.jspecify.annotations.Nullable;

/**
 * An M: an OS thread that runs goroutines while it has a P.
 * <p>
 * Its life is Go's {@code schedule} loop: find a runnable goroutine, run it until it
 * parks, yields or ends, and repeat. Without work it gives its P up and parks; when it
 * has been parked for too long, it ends. Only this M uses the fields that are not
 * volatile, except {@link #osId}. The code of the goroutine that it carries may use them
 * too, as long as that code cannot unmount.
 */
public final class Machine extends Carrier {

	/** Counts up from 0 within a runtime. */
	public final long id;

	final Scheduler scheduler;

	final Shard shard;

	private final LatencySampler sampler;

	private final Search search;

	public final CurrentRun run = new CurrentRun();

	final TracedRun traced = new TracedRun();

	private final MachinePark park;

	private @Nullable Spacer spacer;

	private @Nullable Processor processor;

	/** Whether sysmon asks the goroutine to yield at its next call into the runtime. */
	private volatile boolean preempt;

	/**
	 * A task that was taken from a queue and is not resumed yet. It is put back if this M
	 * ends by an error.
	 */
	private @Nullable Resumable starting;

	/**
	 * The operating system's id of this thread, 0 where nobody needs it. Set before the
	 * first run; sysmon reads it too.
	 */
	private int osId;

	/** Set once this thread runs, where the operating system tells about threads. */
	private volatile @Nullable OsThread osThread;

	Machine(Scheduler scheduler, long id, Processor processor, boolean spinning) {
		super(scheduler.threadGroup, "go-" + scheduler.name + "-m" + id);
		this.scheduler = scheduler;
		this.id = id;
		this.sampler = new LatencySampler(id);
		this.search = new Search(scheduler, spinning);
		this.park = new MachinePark(this, scheduler);
		// Leased last, after all that takes memory: nobody would give it back after a
		// failure.
		this.shard = scheduler.stats.lease();
		acquirep(processor);
	}

	/**
	 * Starts this M.
	 * @param apart whether no other M may share its cache lines
	 */
	void start(boolean apart) {
		if (apart) {
			this.spacer = Spacer.startFor(this);
		}
		start();
	}

	/** Gives back what it has beside a P. */
	void dispose() {
		this.shard.giveBack();
		if (this.spacer != null) {
			this.spacer.end();
		}
	}

	@Override
	public void run() {
		try {
			this.scheduler.events.machineStarted(this);
			this.osThread = OsThread.current();
			if (this.scheduler.background.isOn()) {
				this.osId = NativeThreads.currentId();
				if (this.scheduler.background.isBornNice(this.osId) && !this.scheduler.background.raise(this.osId)) {
					this.run.demotedFromBirth();
				}
			}
			for (boolean alive = !isDemoted(); alive; alive = !isDemoted() && stopm()) {
				this.scheduler.clock.update(System.nanoTime());
				schedule();
			}
		}
		finally {
			this.scheduler.mexit(this);
		}
	}

	/** Runs one goroutine after the other until there is none or the P is gone. */
	private void schedule() {
		Resumable task;
		while (this.processor != null && (task = findRunnable(this.processor)) != null) {
			this.starting = task;
			this.search.found();
			// Not before: what is readied after a change of GOMAXPROCS must see the new
			// number.
			spinningIsVain(this.scheduler.gomaxprocs() == 1);
			long begun = isMeasured() ? ThreadCpuTime.ofCurrent() : -1;
			execute(untimed(task, this.processor), this.processor);
			if (begun >= 0) {
				this.scheduler.background.ran(ThreadCpuTime.ofCurrent() - begun);
			}
		}
	}

	/** Whether the CPU time of the task that was found is to be measured. */
	private boolean isMeasured() {
		return this.search.measures() && this.scheduler.background.isOn();
	}

	/** The task to run. If its wait in the queue was timed, the wait is recorded here. */
	private Resumable untimed(Resumable task, Processor p) {
		if (task instanceof Sampled sampled) {
			if (sampled.counted()) {
				this.shard.latency.record(System.nanoTime() - sampled.readyAt());
			}
			this.scheduler.events.timed(this, p, sampled);
			return sampled.task();
		}
		return task;
	}

	private void execute(Resumable task, Processor p) {
		if (!this.search.inheritsTimeSlice()) {
			p.tick();
		}
		this.shard.countSwitch();
		this.run.begin(task);
		int now = this.scheduler.clock.seconds();
		if (task instanceof G<?> g) {
			g.ranAt(now);
		}
		if (this.preempt) {
			this.preempt = false;
		}
		this.scheduler.events.runs(this, p, task);
		p.lend(this);
		this.starting = null;
		try {
			task.resume();
		}
		catch (Throwable ex) {
			// A failure of the body ends in its future. This one is the JDK's or ours,
			// and no reason to lose an M.
			this.scheduler.warnings.unexpected(ex);
		}
		if (now != this.scheduler.clock.seconds() && task instanceof G<?> g) {
			// The goroutine may run elsewhere by now, where the second is the same or a
			// later one.
			g.ranAt(this.scheduler.clock.seconds());
		}
		// Not p: the goroutine may have given it up and got another one.
		Processor own = this.processor;
		boolean kept = own != null && own.reclaim(this);
		if (!kept) {
			this.processor = null;
		}
		// Not before: as long as this run goes on, relinquish knows that the P may be
		// taken.
		this.run.end();
		this.scheduler.events.ran(this, this.processor, task);
		if (!kept) {
			goOnWithoutProcessor();
		}
	}

	/**
	 * Goes on with any idle P after a run during which the P was taken, else without one.
	 */
	private void goOnWithoutProcessor() {
		if (this.run.tryGoOn() || tryRaise()) {
			Processor idle = this.scheduler.wakeup.takeIdle();
			if (idle != null) {
				acquirep(idle);
			}
		}
	}

	/** Tries to make this demoted M an ordinary one again, and returns whether it is. */
	private boolean tryRaise() {
		boolean raised = this.scheduler.background.raise(this.osId);
		if (raised) {
			this.run.raised();
		}
		return raised;
	}

	/**
	 * Finds a task to run.
	 * @return the task, or {@code null} after giving up the P
	 */
	private @Nullable Resumable findRunnable(Processor p) {
		for (;;) {
			if (this.scheduler.processors.isSurplus(p)) {
				p = retirep(p);
				if (p == null) {
					return null;
				}
			}
			Resumable task = this.search.next(p);
			if (task != null) {
				return task;
			}
			p = releasep(p);
			if (p == null) {
				return null;
			}
		}
	}

	/**
	 * Retires a P that is surplus since GOMAXPROCS has fallen below it. On their way to
	 * the global queue the tasks of the P are seen by nobody, so Ms that searched
	 * meanwhile may have parked: another one is woken.
	 * @return a P to go on with, or {@code null} if none is idle
	 */
	@Nullable Processor retirep(Processor p) {
		p.machine(null);
		this.processor = null;
		this.scheduler.processors.retire(p);
		Processor other = this.scheduler.wakeup.takeIdle();
		if (other != null) {
			acquirep(other);
		}
		else {
			this.search.stopSpinning();
		}
		this.scheduler.wakeup.wakep();
		return other;
	}

	/**
	 * Gives the P up and then looks at all queues once more, for this reason: <pre>
	 * this M                            thread that readies a goroutine
	 * finds all queues empty
	 *                                   puts it into a queue
	 *                                   sees no idle P, or an M searching: wakes nobody
	 * gives P up, stops searching
	 * </pre> Both write first and read then, with a full fence between, so one of them
	 * sees the other.
	 * @return a P to go on with, or {@code null} if there is no work or no P
	 */
	private @Nullable Processor releasep(Processor p) {
		Scheduler sched = this.scheduler;
		p.machine(null);
		this.processor = null;
		sched.processors.putIdle(p);
		this.search.stopSpinning();
		if (!this.search.findsWork(p)) {
			return null;
		}
		Processor again = sched.wakeup.takeIdle();
		if (again != null) {
			acquirep(again);
			this.search.startSpinning();
		}
		return again;
	}

	private void acquirep(Processor p) {
		this.processor = p;
		p.machine(this);
	}

	/**
	 * Parks until another thread gives it a P.
	 * @return whether it has one; if not, it is time to end
	 */
	private boolean stopm() {
		Scheduler sched = this.scheduler;
		sched.machines.idle.push(this);
		if (sched.wakeup.needm) {
			sched.wakeup.wakepAgain();
		}
		Processor p = this.park.await();
		if (p == null) {
			return false;
		}
		acquirep(p);
		this.search.resume(this.park.isToSpin());
		return true;
	}

	/** Gives this M a P and wakes it. The caller must have taken it from the idle Ms. */
	void assign(Processor p, boolean spinning) {
		this.park.assign(p, spinning);
	}

	void unpark() {
		LockSupport.unpark(this);
	}

	/**
	 * Puts a task that has become runnable into the P's queue, or into the global one if
	 * the P is gone. The caller is a goroutine that this M carries, or the M itself after
	 * it.
	 */
	void ready(Resumable task) {
		Processor p = this.processor;
		Resumable queued = this.scheduler.events.ready(this, task, this.sampler);
		if (p == null || !p.beginProduce(this)) {
			this.scheduler.readyGlobal(queued);
			return;
		}
		if (Thread.currentThread() != this) {
			try {
				p.queue.addNext(queued);
			}
			finally {
				p.endProduce(this);
			}
		}
		else {
			// The goroutine has stopped, so the P stays claimed until reclaim.
			if (this.run.isOf(task)) {
				// It yields, or was woken as it parked: in the next slot it would starve
				// the others.
				if (this.preempt) {
					this.scheduler.global.add(queued);
				}
				else {
					p.queue.add(queued);
				}
			}
			else {
				p.queue.addNext(queued);
			}
			VarHandle.fullFence();
		}
		// Without stealing, only this P can run the task, unless its queue has overflowed
		// or the P is surplus.
		if (this.scheduler.stealer.isEnabled() || !this.scheduler.global.isEmpty()
				|| this.scheduler.processors.isSurplus(p)) {
			this.scheduler.wakeup.wakep();
		}
	}

	/**
	 * Takes the P away while this M runs on it. Called by sysmon, or by the M for itself.
	 * Only the P knows for sure which run loses it: <pre>
	 * sysmon                            this M
	 * sees that it runs too long
	 *                                   ends the run, begins the next on the same P
	 * takes the P
	 *                                   ends the run, sees that the P is gone
	 *                                   begins the next on another P
	 * says which run has lost it
	 * </pre>
	 * @param word the P's ownership word
	 * @return whether the caller has the P now
	 */
	public boolean lose(Processor p, long word, HandoffReason reason) {
		if (!p.retake(word, reason)) {
			return false;
		}
		this.run.lost(p.lentRun(), reason);
		G<?> g = current();
		if (g != null) {
			// From here on the goroutine may be blocked.
			g.ranAt(this.scheduler.clock.seconds());
		}
		return true;
	}

	/**
	 * Makes this M background work, after it has lost its P for burning CPU. Called by
	 * sysmon. When the goroutine stops, the M becomes an ordinary M again, or ends if
	 * that would take a privilege.
	 * @return whether it was demoted; if not, the run that has lost the P is over
	 */
	public boolean demote(int nice) {
		return this.run.demote(this.osId, nice);
	}

	/** Makes a demoted M nicer, unless it is as nice already. Called by sysmon. */
	public void demoteFurther(int nice) {
		this.run.demoteFurther(this.osId, nice);
	}

	/** Whether the caller's thread is an M that is demoted. */
	static boolean isCurrentDemoted() {
		return VirtualThreads.currentCarrier() instanceof Machine m && m.isDemoted();
	}

	/** Whether this M is background work. */
	public boolean isDemoted() {
		return this.run.isDemoted();
	}

	/**
	 * Whether it lost its P involuntarily, that is not through
	 * {@code Goroutine.blocking}, and still runs without being demoted.
	 */
	public boolean isStray() {
		HandoffReason reason = this.run.lostFor();
		return reason != null && reason != HandoffReason.EXPLICIT && !isDemoted();
	}

	/**
	 * Whether the CPU time has grown by that much since sysmon first saw this run. Called
	 * by sysmon.
	 */
	public boolean burnedSinceSeen(long cpu, long nanos) {
		return this.run.burnedSinceSeen(cpu, nanos);
	}

	/**
	 * Lets the P go on without this M, since the goroutine is about to block the OS
	 * thread: Go's {@code entersyscallblock}. Called by that goroutine.
	 */
	void entersyscallblock() {
		Processor p = this.processor;
		// Without room on the stack sysmon takes the P, when it sees that the thread
		// blocks.
		if (p != null && StackRoom.isThere() && lose(p, Processor.running(this.id), HandoffReason.EXPLICIT)) {
			this.processor = null;
			this.scheduler.wakeup.handoffp(p, this, HandoffReason.EXPLICIT);
		}
	}

	/**
	 * Gets a P after the blocking call: Go's {@code exitsyscall}. Called by the goroutine
	 * on this M.
	 * @return whether it has a P to go on with; if not, it must yield
	 */
	boolean exitsyscall() {
		if (hasProcessor()) {
			return true;
		}
		Processor idle = (isDemoted() || !StackRoom.isThere()) ? null : this.scheduler.wakeup.takeIdle();
		if (idle == null) {
			return false;
		}
		if (!this.run.tryGoOn()) {
			// Sysmon has demoted this M: it took the last P for too long a run, and says
			// so only now.
			this.scheduler.wakeup.handoffp(idle);
			return false;
		}
		acquirep(idle);
		idle.lend(this);
		this.scheduler.events.regained(this, idle);
		return true;
	}

	/**
	 * Asks the goroutine to yield when it next calls the runtime. Called by sysmon. If
	 * another goroutine runs here by then, that goroutine yields once for nothing.
	 */
	public void preempt() {
		this.preempt = true;
	}

	/** Background work yields, so that its calls are made on an ordinary M. */
	@Override
	protected boolean letsOthersGoFirst() {
		return isDemoted();
	}

	@Override
	protected boolean isPreempted() {
		return this.preempt || !hasProcessor();
	}

	/** Whether this M still has its P. Called by the goroutine on it. */
	boolean hasProcessor() {
		Processor p = this.processor;
		return p != null && p.isOwner(this);
	}

	/**
	 * Whether it has lost its P and its goroutine blocks its OS thread, whatever the P
	 * was lost for.
	 * @return whether it does
	 */
	public boolean isBlocked() {
		HandoffReason reason = this.run.lostFor();
		return reason == HandoffReason.EXPLICIT || (reason != null && blocksThread());
	}

	/**
	 * Whether its OS thread waits, in the JVM or in native code. The answer costs some
	 * microseconds.
	 */
	public boolean blocksThread() {
		if (getState() != State.RUNNABLE) {
			return true;
		}
		OsThread thread = this.osThread;
		return thread != null && thread.isWaiting();
	}

	/**
	 * The goroutine that it runs at present.
	 * @return the goroutine, or {@code null}
	 */
	public @Nullable G<?> current() {
		return (this.run.task() instanceof G<?> g) ? g : null;
	}

	/**
	 * Whether it runs anything: a goroutine, or a virtual thread that a goroutine has
	 * started.
	 * @return whether it does
	 */
	public boolean isRunning() {
		return this.run.task() != null;
	}

	/**
	 * Whether it looks for work on other Ps.
	 * @return whether it does
	 */
	public boolean isSpinning() {
		return this.search.isSpinning();
	}

	/**
	 * Gives back the P, the search and the task that it holds when it ends. At worst it
	 * ends by an error in the scheduler, such as no memory to link a VarHandle at its
	 * first use. If the error came during a run, the P may have been taken.
	 * @return whether it had a P
	 */
	boolean relinquish() {
		Processor p = this.processor;
		this.processor = null;
		boolean lent = isRunning() && this.starting == null;
		boolean has = p != null && (!lent || p.reclaim(this));
		if (p != null && has) {
			p.machine(null);
			this.scheduler.processors.putIdle(p);
		}
		else if (lent) {
			// Sysmon may be about to demote this thread, so it must not end before.
			this.run.tryGoOn();
		}
		this.search.stopSpinning();
		Resumable task = this.starting;
		if (task != null) {
			this.starting = null;
			this.scheduler.global.add(task);
		}
		return has;
	}

}
