package dev.goroutine.internal.watch;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.base.TemplateThread;
import dev.goroutine.internal.jdk.ThreadCpuTime;
import dev.goroutine.internal.scheduler.BackgroundWork;
import dev.goroutine.internal.scheduler.Machine;
import dev.goroutine.internal.scheduler.Processor;
import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.scheduler.Watcher;
import org.jspecify.annotations.Nullable;

/**
 * Watches the Ps from a thread of its own, Go's {@code sysmon}, and takes them from Ms
 * that do not use them well: from an M that blocks, and from an M whose goroutine has had
 * its time slice while others wait.
 * <p>
 * The JVM does not say that a thread has entered a system call. Three things can be seen:
 * the P's tick stands still, its M uses no CPU, and the M's thread sleeps. All three
 * together mean that the M blocks. The last one tells it from an M that merely waits for
 * a core. Systems other than Linux do not say so of a thread in native code, which then
 * counts as a thread that gets no core.
 */
public final class Sysmon implements Runnable, Watcher {

	/** The shortest sleep, as in Go. */
	private static final long MIN_DELAY_NANOS = 20_000;

	/** The longest sleep, as in Go. */
	private static final long MAX_DELAY_NANOS = 10_000_000;

	/**
	 * The longest sleep while a goroutine waits for a P: it is what a blocked M may cost
	 * the waiter. It also applies while a goroutine is asked to yield.
	 */
	private static final long MAX_DELAY_WITH_WAITERS_NANOS = 500_000;

	/** The number of rounds without a find before the sleep grows, as in Go. */
	private static final int ROUNDS_BEFORE_DELAY_GROWS = 50;

	/**
	 * When all Ps have been idle for so long, sysmon sleeps until it is woken. Go's does
	 * so at once, but waking it costs more here, and a server of a thousand requests a
	 * second is idle as often.
	 */
	private static final long IDLE_NANOS_BEFORE_DEEP_SLEEP = 50_000_000;

	/** The time between two rounds of work that can wait. */
	private static final long HOUSEKEEPING_NANOS = 100_000_000;

	/** An M that has used no CPU for so long, and sleeps, blocks. */
	private static final long BLOCKED_NANOS = 400_000;

	/**
	 * A blocked M loses its P after so long even if nobody waits, as in Go, so that a
	 * later goroutine finds the P idle.
	 */
	private static final long BLOCKED_UNWANTED_NANOS = 10_000_000;

	/**
	 * The CPU time that a goroutine may still use after it was asked to yield. A
	 * goroutine that calls the runtime yields long before.
	 */
	private static final long PATIENCE_CPU_NANOS = 100_000;

	/** The same in elapsed time, for an M that gets no core to see the request. */
	private static final long PATIENCE_NANOS = 1_000_000;

	/** An M that gets no core for so many time slices loses its P all the same. */
	private static final int SLICES_WITHOUT_CPU = 10;

	private final Scheduler scheduler;

	private final Thread thread;

	private final long timeSliceNanos;

	private final Demotion demotion;

	private final RunnableAge runnableAge = new RunnableAge();

	private long housekeptAt = System.nanoTime();

	private Watch[] watches = {};

	/** Whether the thread is in the deep sleep, or about to be. */
	private volatile boolean asleep;

	/** Whether a P would be taken if anybody waited for one. */
	private volatile boolean overdue;

	private boolean waiters;

	private final TemplateThread template = new TemplateThread(this::wake);

	/**
	 * Creates the watcher of a scheduler.
	 * @param scheduler is not complete yet
	 * @param timeSlice how long a goroutine may run while others wait
	 * @param hogNice the nice value of a thread whose goroutine ran longer, 0 for none
	 */
	public Sysmon(Scheduler scheduler, Duration timeSlice, int hogNice) {
		this.scheduler = scheduler;
		this.timeSliceNanos = TimeUnit.NANOSECONDS.convert(timeSlice);
		this.demotion = new Demotion(scheduler, this.timeSliceNanos, hogNice);
		this.thread = new Thread(scheduler.threadGroup, this, "go-" + scheduler.name + "-sysmon", 0, false);
		this.thread.setDaemon(true);
	}

	@Override
	public void start() {
		TemplateThread.start(this.thread);
	}

	@Override
	public void wakeIfAsleep() {
		if (this.asleep) {
			this.asleep = false;
			LockSupport.unpark(this.thread);
		}
	}

	@Override
	public void wakeIfOverdue() {
		if (this.overdue) {
			this.overdue = false;
			LockSupport.unpark(this.thread);
		}
	}

	@Override
	public void wake() {
		LockSupport.unpark(this.thread);
	}

	@Override
	public void run() {
		this.demotion.begin();
		this.template.begin();
		while (!this.scheduler.isOver()) {
			try {
				watch();
			}
			catch (Throwable ex) {
				// The reason is no memory, as a rule. Without sysmon the next hog would
				// keep its P.
				this.scheduler.warnings.sysmonFailed(ex);
			}
		}
		this.template.end();
		this.demotion.end();
		this.scheduler.wakeup.end();
		// This thread may print what is left itself: nobody needs it any more.
		this.scheduler.warnings.printAll();
	}

	private void watch() {
		long delay = MIN_DELAY_NANOS;
		int quietRounds = 0;
		long busyAt = System.nanoTime();
		while (!this.scheduler.isOver()) {
			LockSupport.parkNanos(this, delay);
			Thread.interrupted();
			this.template.run();
			long now = System.nanoTime();
			boolean found = retake(now);
			this.demotion.lookIfDue(now);
			this.scheduler.wakeup.wakepIfNeeded();
			keepHouseIfDue(now);
			quietRounds = found ? 0 : quietRounds + 1;
			if (quietRounds == 0) {
				delay = MIN_DELAY_NANOS;
			}
			else if (quietRounds > ROUNDS_BEFORE_DELAY_GROWS) {
				delay = Math.min(delay * 2, this.waiters ? MAX_DELAY_WITH_WAITERS_NANOS : MAX_DELAY_NANOS);
			}
			if (!isAllIdle()) {
				busyAt = now;
			}
			else if (now - busyAt > IDLE_NANOS_BEFORE_DEEP_SLEEP) {
				deepSleep();
				busyAt = System.nanoTime();
				quietRounds = 0;
				delay = MIN_DELAY_NANOS;
			}
		}
	}

	/**
	 * Sleeps until a P is taken from the idle ones, a P was given back because there was
	 * no M for it, or a thread is to be started. Other threads announce such a change
	 * after they have made it, and this thread asks for the announcement before it looks
	 * at the Ps. So changes of the queues before that are seen by the last housekeeping,
	 * and later changes wake this thread.
	 */
	private void deepSleep() {
		this.asleep = true;
		keepHouse(System.nanoTime());
		while (this.asleep && isAllIdle() && this.template.isIdle() && !this.scheduler.isTerminated()) {
			LockSupport.park(this);
			Thread.interrupted();
		}
		this.asleep = false;
	}

	private boolean isAllIdle() {
		return this.scheduler.processors.busy() == 0 && !this.scheduler.wakeup.needm;
	}

	private void keepHouseIfDue(long now) {
		if (now - this.housekeptAt > HOUSEKEEPING_NANOS) {
			keepHouse(now);
		}
		this.scheduler.clock.update(now);
	}

	private void keepHouse(long now) {
		this.housekeptAt = now;
		this.scheduler.warnings.print();
		this.runnableAge.look(this.scheduler, now);
		this.scheduler.housekeeper.wakeIfDormant();
	}

	@Override
	public BackgroundWork backgroundWork() {
		return this.demotion;
	}

	@Override
	public long oldestRunnableNanos() {
		return this.runnableAge.nanos(System.nanoTime());
	}

	/**
	 * Looks at each P once.
	 * @return whether a P was taken
	 */
	private boolean retake(long now) {
		int count = this.scheduler.processors.known();
		if (this.watches.length != count) {
			Watch[] watches = new Watch[count];
			Arrays.setAll(watches, (i) -> new Watch());
			this.watches = watches;
		}
		boolean found = false;
		boolean overdue = false;
		this.waiters = !this.scheduler.global.isEmpty();
		for (int i = 0; i < count; i++) {
			Processor p = this.scheduler.processors.get(i);
			Watch watch = this.watches[i];
			long word = p.runningOwner();
			this.waiters |= !p.queue.isEmpty();
			if (word == 0 || !watch.sees(word, p.ticks())) {
				Machine m = runningOn(p, word);
				// Without its M the run has no CPU time to begin with: the next round
				// tries again.
				watch.begin((m != null) ? word : 0, p.ticks(), m, now);
				continue;
			}
			Machine m = runningOn(p, word);
			if (m == null) {
				continue;
			}
			boolean wanted = !p.queue.isEmpty() || !this.scheduler.global.isEmpty()
					|| this.scheduler.processors.isSurplus(p);
			HandoffReason reason = watch.verdict(m, now, this.timeSliceNanos);
			if (reason == null) {
				continue;
			}
			if (reason == HandoffReason.TIMESLICE && !watch.ignoresPreemption(m, now)) {
				this.waiters = true;
				continue;
			}
			if (wanted || (reason == HandoffReason.BLOCKED && now - watch.since >= BLOCKED_UNWANTED_NANOS)) {
				if (m.lose(p, word, reason)) {
					this.scheduler.wakeup.handoffp(p, m, reason);
					if (reason == HandoffReason.TIMESLICE) {
						this.demotion.lost(m, watch.firstCpu, watch.burned());
					}
					found = true;
				}
			}
			else {
				overdue = true;
			}
		}
		this.overdue = overdue;
		return found;
	}

	/** The M that runs on the P, {@code null} if an M has just come or gone. */
	private static @Nullable Machine runningOn(Processor p, long word) {
		Machine m = p.machine();
		return (m != null && word == Processor.running(m.id)) ? m : null;
	}

	/** The observations of a P, from round to round. */
	private static final class Watch {

		private long word;

		private long ticks;

		/** When this run was first seen. */
		private long since;

		private long cpu;

		private long firstCpu;

		/** When the CPU time was last seen to move. */
		private long cpuMovedAt;

		/**
		 * Whether its goroutine was asked to yield; below, when that was and the CPU time
		 * then.
		 */
		private boolean asked;

		private long askedAt;

		private long askedCpu;

		boolean sees(long word, long ticks) {
			return this.word == word && this.ticks == ticks;
		}

		void begin(long word, long ticks, @Nullable Machine m, long now) {
			this.word = word;
			this.ticks = ticks;
			this.since = now;
			this.cpu = (m != null) ? ThreadCpuTime.of(m, now) : 0;
			this.firstCpu = this.cpu;
			this.cpuMovedAt = now;
			this.asked = false;
		}

		/** Why the M should lose its P, {@code null} if it should not. */
		@Nullable HandoffReason verdict(Machine m, long now, long timeSliceNanos) {
			long cpu = ThreadCpuTime.of(m, now);
			if (cpu != this.cpu) {
				this.cpu = cpu;
				this.cpuMovedAt = now;
			}
			else if (now - this.cpuMovedAt >= BLOCKED_NANOS && m.blocksThread()) {
				return HandoffReason.BLOCKED;
			}
			long slices = (now - this.since) / timeSliceNanos;
			return ((slices >= 1 && isBurning(timeSliceNanos)) || slices >= SLICES_WITHOUT_CPU)
					? HandoffReason.TIMESLICE : null;
		}

		/**
		 * Asks the goroutine to yield, at the first call.
		 * @return whether it has had the time to yield, and has not
		 */
		boolean ignoresPreemption(Machine m, long now) {
			if (!this.asked) {
				this.asked = true;
				this.askedAt = now;
				this.askedCpu = this.cpu;
				m.preempt();
			}
			return this.cpu - this.askedCpu >= PATIENCE_CPU_NANOS || now - this.askedAt >= PATIENCE_NANOS;
		}

		/**
		 * Whether the M itself used its time slice. If other threads kept it from a core
		 * instead, more Ms would not help.
		 */
		boolean isBurning(long timeSliceNanos) {
			return burned() >= timeSliceNanos / 2;
		}

		/** The CPU time that the run has used since it was first seen. */
		long burned() {
			return this.cpu - this.firstCpu;
		}

	}

}
