package dev.goroutine.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;

/**
 * An M: an OS thread that runs goroutines while it has a P.
 * <p>
 * Its life is Go's {@code schedule} loop: find something runnable, run it until it parks,
 * yields or ends, and again; without work give the P up and park; parked for too long,
 * end. Fields that are not volatile are its own, which includes the code of the goroutine
 * that it carries, as long as that cannot unmount.
 */
public final class Machine extends Thread {

	/**
	 * Go's: so often the global queue goes first, or a full local one would starve it.
	 */
	private static final int GLOBAL_QUEUE_TICK = 61;

	private static final VarHandle CURRENT;

	static {
		try {
			CURRENT = MethodHandles.lookup().findVarHandle(Machine.class, "current", Resumable.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** Counts up from 0 within a runtime. */
	public final long id;

	final Scheduler scheduler;

	final Shard shard;

	private final int[] scratch;

	private @Nullable Processor processor;

	/** A P on its way to this parked M, and what goes with it. */
	private volatile @Nullable Processor nextProcessor;

	private boolean nextSpinning;

	/** Whether it counts as one that searches. */
	private volatile boolean spinning;

	/** Whether what it found goes on with the time slice of the one before. */
	private boolean inheritTime;

	private @Nullable Resumable current;

	Machine(Scheduler scheduler, long id, Processor processor, boolean spinning) {
		super(scheduler.threadGroup, null, "go-" + scheduler.name + "-m" + id, 0, false);
		setDaemon(true);
		this.scheduler = scheduler;
		this.id = id;
		this.shard = scheduler.stats.lease();
		this.scratch = new int[scheduler.processors.length];
		acquirep(processor);
		this.spinning = spinning;
	}

	@Override
	public void run() {
		try {
			do {
				schedule();
			}
			while (stopm());
		}
		finally {
			this.scheduler.mexit(this);
		}
	}

	/**
	 * Runs one goroutine after the other until there is none or the P is gone.
	 */
	private void schedule() {
		Resumable task;
		while (this.processor != null && (task = findRunnable(this.processor)) != null) {
			if (this.spinning) {
				resetspinning();
			}
			execute(task, this.processor);
		}
	}

	private void execute(Resumable task, Processor p) {
		if (!this.inheritTime) {
			p.tick();
		}
		this.shard.countSwitch();
		CURRENT.setOpaque(this, task);
		p.lend(this);
		try {
			task.resume();
		}
		catch (Throwable ex) {
			// A body's failure ends in its future. This is the JDK's or ours, and no
			// reason to lose an M.
			this.scheduler.warnings.unexpected(ex);
		}
		CURRENT.setOpaque(this, null);
		if (!p.reclaim(this)) {
			this.processor = null;
			exitsyscall();
		}
	}

	/**
	 * The P was taken during the run: goes on with any idle one, else without.
	 */
	private void exitsyscall() {
		Processor idle = this.scheduler.idleProcessors.take();
		if (idle != null) {
			acquirep(idle);
		}
	}

	/**
	 * Finds something to run, in Go's order.
	 * @return it, or {@code null} after giving up the P
	 */
	private @Nullable Resumable findRunnable(Processor p) {
		Scheduler sched = this.scheduler;
		for (;;) {
			this.inheritTime = false;
			Resumable task;
			if (p.ticks() % GLOBAL_QUEUE_TICK == 0 && (task = sched.global.poll()) != null) {
				return task;
			}
			if ((task = p.queue.poll()) != null) {
				this.inheritTime = p.queue.inheritsTimeSlice();
				return task;
			}
			if ((task = sched.global.pollBatch(p.queue, sched.gomaxprocs())) != null) {
				return task;
			}
			if (maySpin() && (task = sched.stealer.steal(p, this.scratch)) != null) {
				return task;
			}
			Processor again = releasep(p);
			if (again == null) {
				return null;
			}
			p = again;
		}
	}

	/**
	 * Whether to look for work at other Ps. At most half of the busy Ps' Ms may, or they
	 * would burn more than they find.
	 */
	private boolean maySpin() {
		if (!this.spinning && 2 * this.scheduler.spinning.get() < this.scheduler.busyProcessors()) {
			startSpinning();
		}
		return this.spinning;
	}

	private void startSpinning() {
		this.spinning = true;
		this.scheduler.spinning.incrementAndGet();
	}

	/**
	 * Found something. The last one that searches and finds wakes another: where there
	 * was work for one there may be more.
	 */
	private void resetspinning() {
		this.spinning = false;
		if (this.scheduler.spinning.decrementAndGet() == 0) {
			this.scheduler.wakep();
		}
	}

	/**
	 * Gives the P up and then looks at all queues once more, for this reason: <pre>
	 * this M                            one who readies a goroutine
	 * finds all queues empty
	 *                                   puts it into a queue
	 *                                   sees no idle P, or somebody searching: wakes nobody
	 * gives P up, stops searching
	 * </pre> Both write first and read then, with a full fence between, so one of them
	 * sees the other.
	 * @return a P to go on with, or {@code null} if there is no work or no P
	 */
	private @Nullable Processor releasep(Processor p) {
		Scheduler sched = this.scheduler;
		p.machine(null);
		this.processor = null;
		sched.idleProcessors.put(p);
		if (this.spinning) {
			this.spinning = false;
			sched.spinning.decrementAndGet();
		}
		if (sched.global.isEmpty() && !sched.stealer.findsWork(p, this.scratch)) {
			return null;
		}
		Processor again = sched.idleProcessors.take();
		if (again != null) {
			acquirep(again);
			startSpinning();
		}
		return again;
	}

	private void acquirep(Processor p) {
		this.processor = p;
		p.machine(this);
	}

	/**
	 * Parks until somebody gives it a P.
	 * @return whether it has one; if not, it is time to end
	 */
	private boolean stopm() {
		Scheduler sched = this.scheduler;
		sched.idleMachines.push(this);
		if (sched.needm) {
			sched.retryStartm();
		}
		long parkedAt = System.nanoTime();
		Processor p;
		while ((p = this.nextProcessor) == null) {
			long left = sched.idleTimeoutNanos() - (System.nanoTime() - parkedAt);
			if ((left <= 0 || sched.isTerminated()) && sched.idleMachines.remove(this)) {
				return false;
			}
			if (left > 0 && !sched.isTerminated()) {
				LockSupport.parkNanos(this, left);
			}
			else {
				// Too late to end: somebody has chosen this M and is about to say for
				// what.
				Thread.onSpinWait();
			}
			// An interrupt meant for a goroutine can come late; it would turn parking
			// into spinning.
			Thread.interrupted();
		}
		this.nextProcessor = null;
		acquirep(p);
		this.spinning = this.nextSpinning;
		return true;
	}

	/**
	 * For who has taken this M from the idle ones: gives it a P and wakes it.
	 */
	void assign(Processor p, boolean spinning) {
		this.nextSpinning = spinning;
		this.nextProcessor = p;
		unpark();
	}

	void unpark() {
		LockSupport.unpark(this);
	}

	/**
	 * For a goroutine that this M carries, or the M itself after it: puts what has become
	 * runnable into the P's queue, or into the global one if the P is gone.
	 */
	void ready(Resumable task) {
		Processor p = this.processor;
		if (p == null || !p.beginProduce(this)) {
			this.scheduler.readyGlobal(task);
			return;
		}
		if (Thread.currentThread() != this) {
			try {
				p.queue.addNext(task);
			}
			finally {
				p.endProduce(this);
			}
		}
		else {
			// The run is over, so the P stays claimed until reclaim.
			if (task == this.current) {
				// It yields: to run next would be to starve the others.
				p.queue.add(task);
			}
			else {
				p.queue.addNext(task);
			}
			VarHandle.fullFence();
		}
		if (this.scheduler.stealer.isEnabled()) {
			this.scheduler.wakep();
		}
	}

	/**
	 * The goroutine that it runs just now.
	 * @return it, or {@code null}
	 */
	public @Nullable G<?> current() {
		return (CURRENT.getOpaque(this) instanceof G<?> g) ? g : null;
	}

	/**
	 * Whether it runs something, a goroutine or a virtual thread that one has started.
	 * @return whether it does
	 */
	public boolean isRunning() {
		return CURRENT.getOpaque(this) != null;
	}

	/**
	 * Whether it looks for work on other Ps.
	 * @return whether it does
	 */
	public boolean isSpinning() {
		return this.spinning;
	}

	/**
	 * Gives back what it holds when it ends, by an error in the scheduler at worst.
	 * @return whether it had a P
	 */
	boolean relinquish() {
		Processor p = this.processor;
		if (p != null) {
			p.machine(null);
			this.processor = null;
			this.scheduler.idleProcessors.put(p);
		}
		if (this.spinning) {
			this.spinning = false;
			this.scheduler.spinning.decrementAndGet();
		}
		return p != null;
	}

}
