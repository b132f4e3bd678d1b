package dev.goroutine.internal.watch;

import dev.goroutine.internal.jdk.NativeThreads;
import dev.goroutine.internal.jdk.ThreadCpuTime;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.scheduler.BackgroundWork;
import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.scheduler.Machine;
import dev.goroutine.internal.scheduler.Scheduler;

/**
 * Makes Ms background work if they have lost their P for burning CPU: their threads
 * become nicer than sysmon's, which is as nice as all others. Sysmon calls the methods,
 * where nothing else is said.
 * <p>
 * A hog is a run that has had its time slice, and has burned many times the CPU time that
 * runs usually need here, while others run. Where all runs are alike there is no hog:
 * background work gives way to others, and without others it would only give way to other
 * processes.
 * <p>
 * All hogs together weigh no more than half as many threads of the configured nice value
 * as there are Ps, as far as the highest value goes. When there are more hogs, each gets
 * a higher value, including the hogs that were demoted before. With the time slices that
 * hogs have had, that leaves the others nine tenths of the cores if the value is 10. No
 * hog gets a lower value when hogs become fewer. Being as nice as before takes a
 * privilege: an M that has it goes on after the hog, the other Ms end.
 */
final class Demotion implements BackgroundWork {

	/** The highest nice value that there is. */
	private static final int MAX_NICE = 19;

	/** The factor by which Linux lowers the share of a thread that is nicer by one. */
	private static final double SHARE_PER_NICE = 1.25;

	/** A hog burns so many times the CPU time that runs usually need. */
	private static final int TIMES_USUAL = 8;

	/** A hog burns so many time slices, as long as the usual CPU time is not known. */
	private static final int SLICES_WHILE_UNKNOWN = 10;

	private final Scheduler scheduler;

	private final RunLengths runs = new RunLengths(System.nanoTime());

	private final long timeSliceNanos;

	/** The nice value of a single hog above sysmon's, 0 for no demotion. */
	private final int nice;

	/** Number of demoted Ms at the last look, and of those that were demoted since. */
	private int count;

	private long nextLook = System.nanoTime();

	/** Number of switches at the last look. */
	private long switches;

	/** The operating system's id of sysmon's thread, 0 while it does not run. */
	private volatile int sysmonId;

	/** Sysmon's nice value. Until it is known nobody is nicer. */
	private volatile int usual = MAX_NICE;

	/** Whether Ms may lower their nice value: true until an M was refused it once. */
	private volatile boolean mayRaise = true;

	Demotion(Scheduler scheduler, long timeSliceNanos, int nice) {
		this.scheduler = scheduler;
		this.timeSliceNanos = timeSliceNanos;
		this.nice = (nice > 0 && NativeThreads.isAvailable()) ? nice : 0;
	}

	@Override
	public boolean isOn() {
		return this.nice > 0;
	}

	/** Called when sysmon begins. */
	void begin() {
		this.usual = NativeThreads.currentNice();
		// Not before: a thread that sees the id relies on the nice value.
		this.sysmonId = NativeThreads.currentId();
	}

	/** Called when sysmon ends, as its id may soon be another thread's. */
	void end() {
		this.sysmonId = 0;
	}

	@Override
	public boolean isBornNice(int osId) {
		int usual = NativeThreads.niceOf(this.sysmonId);
		// The id is read again afterwards: sysmon has not ended meanwhile.
		return this.sysmonId != 0 && osId != 0 && NativeThreads.niceOf(osId) > usual;
	}

	@Override
	public boolean isCallerBackground() {
		if (!isOn()) {
			return false;
		}
		return (VirtualThreads.currentCarrier() instanceof Machine m) ? m.isDemoted()
				: NativeThreads.currentNice() > this.usual;
	}

	@Override
	public boolean raise(int osId) {
		if (this.mayRaise && !NativeThreads.setNice(osId, this.usual)) {
			this.mayRaise = false;
		}
		return this.mayRaise;
	}

	@Override
	public void ran(long cpuNanos) {
		this.runs.record(cpuNanos);
	}

	/**
	 * Called when an M has lost its P after its time slice, since others wait. A hog has
	 * used half of the slice at least; otherwise the M lacked a core rather than used
	 * one.
	 * @param cpu its CPU time when its run was first seen
	 * @param burned how much that has grown
	 */
	void lost(Machine m, long cpu, long burned) {
		if (!isOn()) {
			return;
		}
		if (burned >= Math.max(this.timeSliceNanos / 2, budget())) {
			demote(m);
		}
		else {
			m.run.seen(cpu);
		}
	}

	private void demote(Machine m) {
		Caller.letCallersYieldFirst();
		if (m.demote(niceOfEach(this.count + 1))) {
			this.count++;
		}
	}

	/**
	 * The CPU time that a run may use without being a hog. Callers also apply a bound of
	 * their own that depends on the time slice.
	 */
	private long budget() {
		long usual = this.runs.usual();
		return (usual < 0) ? SLICES_WHILE_UNKNOWN * this.timeSliceNanos : TIMES_USUAL * usual;
	}

	/**
	 * Looks at the Ms that go on without a P: an M that burns too much is a hog, if
	 * others have run meanwhile. Also counts the demoted Ms, and makes each nicer if
	 * there are more of them now. With many Ms this takes time, so it is done the less
	 * often.
	 */
	void lookIfDue(long now) {
		if (!isOn() || now - this.nextLook < 0) {
			return;
		}
		this.usual = NativeThreads.currentNice();
		long cpu = ownCpuTime();
		this.count = 0;
		this.scheduler.machines.forEach((m) -> {
			if (m.isDemoted()) {
				this.count++;
			}
		});
		int nice = niceOfEach(this.count);
		this.runs.age(now);
		long budget = Math.max(this.timeSliceNanos, budget());
		long switches = this.scheduler.stats.switches();
		boolean othersRun = switches != this.switches;
		this.switches = switches;
		this.scheduler.machines.forEach((m) -> {
			if (m.isDemoted()) {
				m.demoteFurther(nice);
			}
			else if (m.isStray() && m.burnedSinceSeen(ThreadCpuTime.of(m, now), budget) && othersRun) {
				demote(m);
			}
		});
		// CPU time, because on a busy machine elapsed time includes that of others.
		long took = ownCpuTime() - cpu;
		this.nextLook = now + Math.max(this.timeSliceNanos, 100 * took);
	}

	private static long ownCpuTime() {
		return ThreadCpuTime.of(Thread.currentThread(), System.nanoTime());
	}

	private int niceOfEach(int count) {
		int base = NativeThreads.niceOf(this.sysmonId) + this.nice;
		return Math.min(base + more(count, this.scheduler.gomaxprocs()), MAX_NICE);
	}

	/** How much nicer each of that many hogs is than a single one. */
	static int more(int count, int gomaxprocs) {
		double tooMany = Math.max(1, count / Math.max(1, gomaxprocs / 2.0));
		return (int) Math.ceil(Math.log(tooMany) / Math.log(SHARE_PER_NICE));
	}

}
