package dev.goroutine.internal.leak;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.base.TemplateThread;
import dev.goroutine.internal.scheduler.G;
import dev.goroutine.internal.scheduler.Housekeeper;
import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.table.GoroutineTable;
import dev.goroutine.internal.table.Parked;
import dev.goroutine.internal.table.SchedulerStats;
import dev.goroutine.internal.table.WaitPlace;
import org.jspecify.annotations.Nullable;

/**
 * Finds goroutines that have leaked. A leaked goroutine waits for something that nothing
 * else can reach, such as a channel that nobody has any more, so nobody will ever wake
 * it. The garbage collector tells which goroutines have leaked. A parked virtual thread
 * is no root for it, and everything that could wake the thread refers to it: a channel, a
 * lock, a timer, the poller of the JDK.
 * <p>
 * Only our own {@link GoroutineTable} keeps the goroutines from being garbage. So a
 * thread looks through it from time to time, and puts a {@link Parked}, a weak reference,
 * in the place of each goroutine that has waited for a while. A goroutine that ends
 * before costs nothing. The facts to report have to be known by then. Reading a stack
 * takes some 50 microseconds, so only a limited number of stacks is read in one pass.
 * <p>
 * While nothing runs there is nothing new to see. The thread then sleeps until the
 * collector finds something, or sysmon sees that something has run.
 */
public final class LeakDetector implements Runnable, Housekeeper {

	private static final int STACKS_PER_PASS = 2_000;

	/** A pass may take a hundredth of the time. */
	private static final int PASS_SHARE = 100;

	/**
	 * The number of places that are shared: most goroutines are at the same few places.
	 */
	private static final int SHARED_PLACES = 1_000;

	private static final long AWAKE = -1;

	/** The pause after a failure, which is for lack of memory as a rule. */
	private static final long RETRY_NANOS = 100_000_000;

	private final Scheduler scheduler;

	/**
	 * The time that a goroutine must have waited, and that a pass waits for the next. It
	 * is in whole seconds, as goroutines know when they ran.
	 */
	private final int waitSeconds;

	private final WaitPlace.Finder places;

	private final LeakReports reports;

	private final Thread thread;

	private final ReferenceQueue<Object> garbage = new ReferenceQueue<>();

	private final Map<WaitPlace, WaitPlace> sharedPlaces = new HashMap<>();

	/**
	 * Ends the sleep when it is enqueued. It is created before, since there may be no
	 * memory when it is needed.
	 */
	private volatile Reference<?> alarm = new WeakReference<>(null, this.garbage);

	/** Whether the alarm was enqueued, so that a new one is needed. */
	private boolean rung;

	/**
	 * The number of switches before this thread went to sleep, {@link #AWAKE} while it
	 * does not sleep.
	 */
	private volatile long dormantSince = AWAKE;

	private long nextPass;

	/** The number of switches before the last pass. */
	private long passedAt = AWAKE;

	/** Whether the last pass has seen all there is to see until something runs. */
	private boolean settled;

	private int stacksLeft;

	/**
	 * Creates a detector.
	 * @param waitSeconds how long a goroutine has to wait before it is looked at, 1 or
	 * more
	 * @param places tells where a goroutine waits
	 */
	public LeakDetector(Scheduler scheduler, int waitSeconds, WaitPlace.Finder places) {
		this.scheduler = scheduler;
		this.waitSeconds = waitSeconds;
		this.places = places;
		this.reports = new LeakReports(scheduler.name);
		this.thread = new Thread(scheduler.threadGroup, this, "go-" + scheduler.name + "-leaks", 0, false);
		this.thread.setDaemon(true);
	}

	@Override
	public void start() {
		TemplateThread.start(this.thread);
	}

	@Override
	public void wakeIfDormant() {
		long dormantSince = this.dormantSince;
		if (dormantSince != AWAKE && this.scheduler.stats.switches() != dormantSince) {
			wake();
		}
	}

	/**
	 * Wakes the thread by the alarm. An interrupt would do it too, but could hit an
	 * appender that is logging.
	 */
	@Override
	public void wake() {
		this.alarm.enqueue();
	}

	@Override
	public void run() {
		this.nextPass = System.nanoTime() + waitNanos();
		while (!this.scheduler.isTerminated()) {
			try {
				round();
			}
			catch (InterruptedException ex) {
				// No code that we know interrupts this thread.
			}
			catch (Throwable ex) {
				// The reason is no memory, as a rule: there may be some later.
				this.nextPass = System.nanoTime() + waitNanos();
				LockSupport.parkNanos(RETRY_NANOS);
			}
		}
		this.reports.summarize();
	}

	private void round() throws InterruptedException {
		long now = System.nanoTime();
		if (now - this.nextPass >= 0 && !isDormant()) {
			pass();
			long end = System.nanoTime();
			this.nextPass = end + Math.max(waitNanos(), (end - now) * PASS_SHARE);
			now = end;
		}
		this.reports.summarizeIfDue(now);
		Reference<?> found = await(now);
		while (found != null) {
			if (found instanceof Parked parked) {
				bury(parked);
			}
			else {
				this.rung = true;
			}
			found = this.garbage.poll();
		}
	}

	private long waitNanos() {
		return this.waitSeconds * 1_000_000_000L;
	}

	/**
	 * Whether there is nothing new to see, because nothing has run since the last pass.
	 */
	private boolean isDormant() {
		return this.settled && this.scheduler.stats.switches() == this.passedAt;
	}

	/**
	 * Waits for garbage or for the next thing to do. Before this thread looks whether it
	 * may sleep, it says that it is going to: <pre>
	 * this thread              a goroutine      sysmon
	 * dormantSince = 5
	 *                          6th switch
	 *                                           sees 5 and 6: wakes
	 * or sees 6 itself
	 * </pre> Likewise the end of the scheduler comes with an alarm.
	 */
	private @Nullable Reference<?> await(long now) throws InterruptedException {
		long nanos = this.reports.dueIn(now);
		if (this.rung) {
			this.alarm = new WeakReference<>(null, this.garbage);
			this.rung = false;
		}
		if (isDormant()) {
			this.dormantSince = this.passedAt;
		}
		try {
			if (!isDormant()) {
				nanos = Math.min(nanos, this.nextPass - now);
			}
			if (this.scheduler.isTerminated()) {
				return null;
			}
			// 0 is for ever.
			return this.garbage.remove((nanos == Long.MAX_VALUE) ? 0 : Math.max(nanos / 1_000_000 + 1, 1));
		}
		finally {
			this.dormantSince = AWAKE;
		}
	}

	private void pass() {
		long switches = this.scheduler.stats.switches();
		int now = this.scheduler.clock.update(System.nanoTime());
		// A goroutine that runs may park without another switch.
		boolean quiet = this.scheduler.machines().stream().allMatch((m) -> m.current() == null);
		this.stacksLeft = STACKS_PER_PASS;
		if (this.sharedPlaces.size() > SHARED_PLACES) {
			this.sharedPlaces.clear();
		}
		boolean alive = this.scheduler.stats.alive() > 0;
		if (alive) {
			this.scheduler.stats.forEachTable((table) -> table.forEachSlot((slot, entry) -> {
				if (entry instanceof Parked parked) {
					lookAgain(parked);
				}
				else {
					look(table, slot, (G<?>) entry, now);
				}
			}));
		}
		// It takes two passes without a switch between: a goroutine that parked before
		// the first has waited for long enough at the second.
		this.settled = quiet && this.stacksLeft > 0 && (!alive || switches == this.passedAt);
		this.passedAt = switches;
	}

	private void look(GoroutineTable table, int slot, G<?> g, int now) {
		int ranAt = g.ranAt();
		if (hasWaited(g, ranAt, now)) {
			boolean read = readsStack();
			table.replace(slot, g, new Parked(g, ranAt, this.garbage, table, slot, name(g, read), place(g, read)));
		}
	}

	/** Looks at a goroutine again: it may have gone on and wait for something else. */
	private void lookAgain(Parked parked) {
		G<?> g = (G<?>) parked.get();
		if (g == null) {
			return;
		}
		if (g.ranAt() == parked.ranAt) {
			if (parked.name == null) {
				describe(parked, g);
			}
		}
		else {
			// The next pass looks at it as at any other goroutine.
			parked.table.replace(parked.slot, parked, g);
		}
	}

	/**
	 * Whether a goroutine has waited for long enough. A goroutine that is to go on after
	 * a time is no garbage until then.
	 */
	private boolean hasWaited(G<?> g, int ranAt, int now) {
		return now - ranAt >= this.waitSeconds && g.thread().getState() == Thread.State.WAITING;
	}

	private void describe(Parked parked, G<?> g) {
		boolean read = readsStack();
		parked.place = place(g, read);
		parked.name = name(g, read);
	}

	private boolean readsStack() {
		return this.stacksLeft > 0 && this.stacksLeft-- > 0;
	}

	private static @Nullable String name(G<?> g, boolean read) {
		return read ? g.thread().getName() : null;
	}

	private WaitPlace place(G<?> g, boolean read) {
		WaitPlace place = this.places.find(g.thread(), read);
		WaitPlace shared = this.sharedPlaces.putIfAbsent(place, place);
		return (shared != null) ? shared : place;
	}

	/**
	 * Counts a leaked goroutine out and frees its slot. If it has left the slot, it has
	 * ended after all.
	 */
	private void bury(Parked parked) {
		GoroutineTable table = parked.table;
		// Read before the slot is free: the next goroutine may have it then.
		int creator = table.creator(parked.slot);
		StackTraceElement site = table.site(parked.slot);
		if (table.remove(parked)) {
			SchedulerStats stats = this.scheduler.stats;
			stats.countLeaked();
			int waited = this.scheduler.clock.update(System.nanoTime()) - parked.ranAt;
			this.reports.leaked(parked, waited, (creator != 0) ? G.creatorId(parked.id, creator) : 0, site,
					stats.leaked());
		}
	}

}
