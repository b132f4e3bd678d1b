package dev.goroutine.internal.watch;

import dev.goroutine.internal.jdk.NativeThreads;
import dev.goroutine.internal.jdk.ThreadCpuTime;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.scheduler.BackgroundWork;
import dev.goroutine.internal.scheduler.Caller;
import dev.goroutine.internal.scheduler.Machine;
import dev.goroutine.internal.scheduler.Scheduler;

/**
 * Makes Ms background work that have lost their P for burning CPU: their threads become
 * nicer than sysmon's, which is as nice as all others. For sysmon, where nothing else is
 * said.
 * <p>
 * A hog is a run that has had its time slice, and has burned many times what runs usually
 * need here, while others run. Where all are alike there is none: background work is what
 * gives way, and somebody must be left to give way to. It would only give way to other
 * processes.
 * <p>
 * Together they weigh no more than half as many threads of the configured nice value as
 * there are Ps, as far as the highest value goes: when there are more, each gets a higher
 * one, those that were demoted before too. With the time slices that they have had, that
 * leaves the others nine tenths of the cores if the value is 10. None gets a lower one
 * when they become fewer. To be as nice as before takes a privilege: an M that has it
 * goes on after the hog, the others end.
 */
final class Demotion implements BackgroundWork {

	/** The highest that there is. */
	private static final int MAX_NICE = 19;

	/** Linux gives a thread so many times the share of one that is nicer by one. */
	private static final double SHARE_PER_NICE = 1.25;

	/** A hog burns so many times what runs usually need. */
	private static final int TIMES_USUAL = 8;

	/** And so many time slices as long as that is not known. */
	private static final int SLICES_WHILE_UNKNOWN = 10;

	private final Scheduler scheduler;

	private final RunLengths runs = new RunLengths(System.nanoTime());

	private final long timeSliceNanos;

	/** 0 for none. */
	private final int nice;

	/** How many there were at the last look, and have been demoted since. */
	private int count;

	private long nextLook = System.nanoTime();

	/** What had begun to run at the last look. */
	private long switches;

	/** The operating system's id of sysmon's thread, while it runs. */
	private volatile int sysmonId;

	/** Sysmon's nice value; until that is known nobody is nicer. */
	private volatile int usual = MAX_NICE;

	/** Until an M was refused it once. */
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

	/** Sysmon runs. */
	void begin() {
		this.usual = NativeThreads.currentNice();
		// Not before: who sees it goes by the other.
		this.sysmonId = NativeThreads.currentId();
	}

	/** Sysmon ends, and its id may be another thread's soon. */
	void end() {
		this.sysmonId = 0;
	}

	@Override
	public boolean isBornNice(int osId) {
		int usual = NativeThreads.niceOf(this.sysmonId);
		// Asked again afterwards: sysmon has not ended meanwhile.
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
	 * An M has lost its P after its time slice, since others wait. Half of the slice was
	 * its own at least, or it lacks a core rather than uses one.
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
		Caller.mayYieldFirst();
		if (m.demote(niceOfEach(this.count + 1))) {
			this.count++;
		}
	}

	/** The CPU time that a run may have without being a hog, besides its time slice. */
	private long budget() {
		long usual = this.runs.usual();
		return (usual < 0) ? SLICES_WHILE_UNKNOWN * this.timeSliceNanos : TIMES_USUAL * usual;
	}

	/**
	 * Looks at Ms that go on without a P: one that burns too much is a hog, if others
	 * have run meanwhile. And at those that are demoted, for how many they are. With many
	 * Ms this takes time, so it is done the less often.
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
		// Not the time, which on a busy machine is that of others.
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

	/** How much nicer each of so many is than one alone. */
	static int more(int count, int gomaxprocs) {
		double tooMany = Math.max(1, count / Math.max(1, gomaxprocs / 2.0));
		return (int) Math.ceil(Math.log(tooMany) / Math.log(SHARE_PER_NICE));
	}

}
