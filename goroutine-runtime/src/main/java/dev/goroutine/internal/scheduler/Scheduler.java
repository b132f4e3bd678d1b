package dev.goroutine.internal.scheduler;

import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.goroutine.internal.base.CoarseClock;
import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.base.StackRoom;
import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.base.Warnings;
import dev.goroutine.internal.jdk.OsThread;
import dev.goroutine.internal.jdk.ThreadContainer;
import dev.goroutine.internal.jdk.ThreadCpuTime;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.Children;
import dev.goroutine.internal.queue.GlobalRunQueue;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.table.SchedulerStats;
import dev.goroutine.internal.trace.Recording;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of one runtime: Go's {@code sched}. It holds the Ps, the Ms and what they
 * share.
 */
public final class Scheduler {

	/** A bound to catch typing errors; each P has a queue of its own. */
	public static final int MAX_GOMAXPROCS = 1024;

	public final String name;

	public final ThreadGroup threadGroup;

	public final GlobalRunQueue global = new GlobalRunQueue();

	public final Processors processors;

	public final Machines machines;

	final Stealer stealer;

	public final SchedulerStats stats = new SchedulerStats();

	final Children children = new Children();

	public final Warnings warnings;

	final SchedulerEvents events = new SchedulerEvents(this);

	public final CoarseClock clock = new CoarseClock(System.nanoTime());

	public final BackgroundWork background;

	private final Watcher watcher;

	public final Wakeup wakeup;

	/** Runs the goroutines in place of Ms, {@code null} where there are Ms. */
	private final @Nullable Dispatcher dispatcher;

	private volatile long idleTimeoutNanos;

	/**
	 * The container where thread dumps find the goroutines, {@code null} if they are
	 * among all other threads.
	 */
	private @Nullable ThreadContainer container;

	public Housekeeper housekeeper = Housekeeper.NONE;

	private volatile boolean refusing;

	private volatile boolean terminated;

	/**
	 * Creates a scheduler with all Ps idle and no M.
	 * @param name part of the names of its threads
	 * @param gomaxprocs the number of Ps
	 * @param maxM the highest number of Ms
	 * @param idleTimeout how long an M without work stays
	 * @param order which Ps to steal from
	 * @param stealHalf whether to steal half a queue rather than one goroutine
	 * @param watching creates the watcher, which takes Ps from Ms that do not use them
	 * well
	 */
	public Scheduler(String name, int gomaxprocs, int maxM, Duration idleTimeout, VictimOrder order, boolean stealHalf,
			Watcher.Factory watching) {
		this(name, gomaxprocs, maxM, idleTimeout, order, stealHalf, watching, null);
	}

	/**
	 * Creates a scheduler without Ms.
	 * @param name part of the names of its threads
	 * @param dispatcher runs its goroutines
	 */
	public Scheduler(String name, Dispatcher dispatcher) {
		this(name, 1, 1, Duration.ZERO, VictimOrder.NONE, false, (scheduler) -> new Unwatched(), dispatcher);
	}

	private Scheduler(String name, int gomaxprocs, int maxM, Duration idleTimeout, VictimOrder order, boolean stealHalf,
			Watcher.Factory watching, @Nullable Dispatcher dispatcher) {
		this.name = name;
		this.dispatcher = dispatcher;
		this.threadGroup = topThreadGroup();
		this.warnings = new Warnings(name, this.threadGroup);
		this.processors = new Processors(this.global, gomaxprocs);
		this.stealer = new Stealer(this.processors, order, stealHalf, this.warnings, this.events);
		this.machines = new Machines(this, maxM);
		this.idleTimeoutNanos = TimeUnit.NANOSECONDS.convert(idleTimeout);
		this.watcher = watching.watch(this);
		this.background = this.watcher.backgroundWork();
		this.wakeup = new Wakeup(this, this.watcher);
		OsThread.prepare();
		ThreadCpuTime.prepare();
		ForkJoinCarrier.prepare();
		Machines.prepare(this);
	}

	private Stream<Thread> threads() {
		Stream.Builder<Thread> threads = Stream.builder();
		forEachGoroutine((g) -> threads.add(g.thread()));
		return threads.build();
	}

	/** Starts the virtual thread of a goroutine. */
	void start(Thread thread) {
		ThreadContainer container = this.container;
		if (container != null) {
			container.start(thread);
		}
		else {
			thread.start();
		}
	}

	/**
	 * Starts its first threads.
	 * @param container whether goroutines are in a thread container of their own; the
	 * JDK's container keeps them from being garbage
	 * @param housekeeper works beside the scheduler from now on
	 */
	public void start(boolean container, Housekeeper housekeeper) {
		if (container) {
			this.container = new ThreadContainer("goroutines of " + this.name, this::threads);
		}
		// Set before the watcher starts, which calls it.
		this.housekeeper = housekeeper;
		this.watcher.start();
		housekeeper.start();
	}

	/**
	 * The top thread group. The caller's own group may be that of a web application, or
	 * that of virtual threads.
	 */
	private static ThreadGroup topThreadGroup() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		while (group.getParent() != null) {
			group = group.getParent();
		}
		return group;
	}

	/**
	 * Counts a new goroutine in.
	 * @throws RejectedExecutionException after {@link #refuse}
	 */
	void newproc(G<?> g) {
		Machine m = currentMachine();
		this.stats.created(g, (m != null) ? m.current() : null, (m != null) ? m.shard : null);
		// The goroutine is counted before this is read, so that a shutdown either sees
		// the goroutine or stops it.
		VarHandle.fullFence();
		checkAccepting();
	}

	/**
	 * Counts a goroutine as completed. Called on its own thread, or by the thread that
	 * failed to start it.
	 * @param failed whether it has thrown and was not cancelled
	 * @param cancelled whether it was cancelled
	 * @param lingers whether {@link #goexit} follows
	 */
	void completed(G<?> g, boolean failed, boolean cancelled, boolean lingers) {
		this.events.ended(g, failed);
		Machine m = currentMachine();
		this.stats.completed(failed, cancelled, lingers, (m != null) ? m.shard : null);
	}

	/** Counts a goroutine out that has lingered. Called by the same thread. */
	void goexit() {
		Machine m = currentMachine();
		this.stats.left((m != null) ? m.shard : null);
	}

	/**
	 * Queues a thread that the JDK submits. Nothing is ever refused: a thread that
	 * outlives this scheduler goes on as an ordinary virtual thread.
	 * @param g the goroutine whose thread it is, {@code null} if a goroutine has started
	 * it
	 * @param continuation the thread's continuation, from the JDK
	 */
	void ready(@Nullable G<?> g, Runnable continuation) {
		// A bubble runs what is left itself, and hands it over when it is over.
		if (this.terminated && this.dispatcher == null) {
			VirtualThreads.defaultScheduler().execute(continuation);
			this.wakeup.releaseIfOver();
			return;
		}
		Resumable task = (g != null) ? g : this.children.of(continuation);
		if (task.claim()) {
			ready(task);
		}
	}

	/** Makes a task runnable that has been claimed: Go's {@code ready}. */
	public void ready(Resumable task) {
		if (this.dispatcher != null) {
			this.dispatcher.ready(task);
			return;
		}
		Machine m = currentMachine();
		if (m != null) {
			m.ready(task);
		}
		else {
			readyGlobal(this.events.ready(task));
		}
	}

	void readyGlobal(Resumable task) {
		if (StackRoom.isThere()) {
			this.global.add(task);
		}
		else {
			this.global.addToOverflow(task);
		}
		VarHandle.fullFence();
		this.wakeup.wakep();
	}

	/** Ends an M, whatever the reason. Called on its own thread. */
	void mexit(Machine m) {
		boolean hadProcessor = m.relinquish();
		// A demoted M leaves it to sysmon to start another M, and sysmon stays only as
		// long as there are Ms or one is needed.
		if (hadProcessor || (m.isDemoted() && !this.global.isEmpty())) {
			// Not after forget, which can take its time if there is no memory.
			this.wakeup.wakepAgain();
		}
		this.machines.forget(m);
		this.events.machineExits(m);
		if (this.wakeup.needm || !this.global.isEmpty()) {
			this.wakeup.wakepAgain();
		}
		if (this.terminated) {
			this.watcher.wake();
		}
	}

	/** Whether sysmon may end: there is no M left to watch, and none is needed. */
	public boolean isOver() {
		return this.terminated && this.machines.count() == 0 && !this.wakeup.needm;
	}

	private @Nullable Machine currentMachine() {
		return (VirtualThreads.currentCarrier() instanceof Machine m && m.scheduler == this) ? m : null;
	}

	/**
	 * The goroutine of this scheduler that the caller runs on.
	 * @return the goroutine, or {@code null}
	 */
	public @Nullable G<?> current() {
		G<?> g = G.current();
		return (g != null && g.belongsTo(this)) ? g : null;
	}

	@Nullable Machine machineOf(G<?> g) {
		return this.machines.carrierOf(g);
	}

	/**
	 * The number of Ps.
	 * @return GOMAXPROCS
	 */
	public int gomaxprocs() {
		return this.processors.count();
	}

	/**
	 * Changes the number of Ps while they run. Surplus Ps finish what they run.
	 * @param n the new number
	 * @return the old number
	 * @throws UnsupportedOperationException if there is a dispatcher, and the number is
	 * not 1
	 */
	public int gomaxprocs(int n) {
		if (this.dispatcher != null && n != 1) {
			throw new UnsupportedOperationException("A " + this.name + " has one P: gomaxprocs cannot be " + n);
		}
		int before = this.processors.resize(n);
		// There may be work for more Ps, and for at least one if queues were moved.
		this.wakeup.wakep();
		this.watcher.wake();
		this.events.gomaxprocs(before, n);
		return before;
	}

	/**
	 * Changes which Ps are stolen from, from the next search on.
	 * @param order the new order
	 */
	public void stealOrder(VictimOrder order) {
		this.stealer.order(order);
	}

	/**
	 * Changes how long an M without work stays. This applies to Ms that are idle now too.
	 * @param timeout zero to let them end at once
	 */
	public void idleTimeout(Duration timeout) {
		this.idleTimeoutNanos = TimeUnit.NANOSECONDS.convert(timeout);
		this.machines.idle.unparkAll();
	}

	long idleTimeoutNanos() {
		return this.idleTimeoutNanos;
	}

	/**
	 * The counters.
	 * @return the same object always
	 */
	public SchedulerStats stats() {
		return this.stats;
	}

	/**
	 * Number of goroutines that were stolen, by all Ps that there have ever been.
	 * @return the count
	 */
	public long steals() {
		return this.processors.sum(Processor::steals);
	}

	/**
	 * How often a P was taken from an M, over all Ps that there have ever been.
	 * @param reason the reason
	 * @return the count
	 */
	public long handoffs(HandoffReason reason) {
		return this.processors.sum((p) -> p.handoffs(reason));
	}

	/**
	 * The length of the global queue.
	 * @return the number of goroutines in it
	 */
	public int globalRunQueueSize() {
		return this.global.size();
	}

	/**
	 * The least time that the longest waiting runnable goroutine has waited, as far as
	 * sysmon has seen.
	 * @return nanoseconds, 0 if none has waited for some tenths of a second
	 */
	public long oldestRunnableNanos() {
		return this.watcher.oldestRunnableNanos();
	}

	/**
	 * The Ps, by id.
	 * @return GOMAXPROCS of them, and surplus Ps as long as they are in use
	 */
	public List<Processor> processors() {
		return IntStream.range(0, this.processors.known())
			.mapToObj(this.processors::get)
			.filter((p) -> !this.processors.isRetired(p))
			.toList();
	}

	/**
	 * The Ms that there are at present, oldest first.
	 * @return a copy
	 */
	public List<Machine> machines() {
		return this.machines.list();
	}

	/**
	 * Whether no M has that P.
	 * @param processor a P of this scheduler that is not retired
	 * @return whether it is idle
	 */
	public boolean isIdle(Processor processor) {
		return this.processors.isIdle(processor);
	}

	/**
	 * The Ms that are parked without a P.
	 * @return a copy
	 */
	public Set<Machine> idleMachines() {
		return this.machines.idle.copy();
	}

	/**
	 * Begins to record what happens.
	 * @param recording receives the events
	 * @return whether no other recording is in progress
	 */
	public boolean startTrace(Recording recording) {
		return this.events.start(recording);
	}

	/**
	 * Ends a recording.
	 * @param recording as given to {@link #startTrace}
	 */
	public void stopTrace(Recording recording) {
		this.events.stop(recording);
	}

	/** Refuses every new goroutine from now on. */
	public void refuse() {
		this.refusing = true;
	}

	void checkAccepting() {
		if (this.refusing) {
			throw new RejectedExecutionException("Runtime '" + this.name + "' has been shut down");
		}
	}

	boolean isRefusing() {
		return this.refusing;
	}

	/**
	 * Runs a task on a virtual thread of the JDK's own scheduler, because no new
	 * goroutine is taken any more. The caller runs the task itself if there is no memory
	 * for a thread, and always if there is a dispatcher: from another thread the task
	 * would come in from outside.
	 */
	void runElsewhere(Runnable task) {
		if (this.dispatcher != null) {
			task.run();
			return;
		}
		try {
			VirtualThreads.unstarted(VirtualThreads.defaultScheduler(), "", task).start();
		}
		catch (OutOfMemoryError ex) {
			task.run();
		}
	}

	/**
	 * Runs its goroutines in place of Ms.
	 * @return the dispatcher, or {@code null} where there are Ms
	 */
	public @Nullable Dispatcher dispatcher() {
		return this.dispatcher;
	}

	/**
	 * Whether {@link #terminate} was called.
	 * @return whether it was
	 */
	public boolean isTerminated() {
		return this.terminated;
	}

	/**
	 * Lets every M end as soon as it has nothing to run. Goroutines that become ready
	 * later run on the JDK's own scheduler.
	 */
	public void terminate() {
		this.terminated = true;
		this.machines.idle.unparkAll();
		this.watcher.wake();
		this.housekeeper.wake();
	}

	/**
	 * Visits the goroutines that are alive.
	 * @param action is shown each
	 */
	public void forEachGoroutine(Consumer<? super G<?>> action) {
		this.stats.forEachGoroutine((listed) -> action.accept((G<?>) listed));
	}

	/**
	 * A random sample of the goroutines that are alive, all with the same chance.
	 * @param size the highest number of goroutines
	 * @return the goroutines
	 */
	public List<G<?>> sample(int size) {
		List<G<?>> sample = new ArrayList<>();
		this.stats.sample(size).forEach((listed) -> sample.add((G<?>) listed));
		return sample;
	}

}
