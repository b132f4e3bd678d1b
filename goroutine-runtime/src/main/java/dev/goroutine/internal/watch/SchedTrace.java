package dev.goroutine.internal.watch;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

import dev.goroutine.internal.base.TemplateThread;
import dev.goroutine.internal.scheduler.Machine;
import dev.goroutine.internal.scheduler.Processor;
import dev.goroutine.internal.scheduler.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * Prints a line on the state of the scheduler every so often, as Go does with
 * {@code GODEBUG=schedtrace=1000}, if the system property {@value #PROPERTY} says how
 * often. It has a thread of its own, because sysmon must not wait for the terminal.
 */
public final class SchedTrace implements Runnable {

	/** The time between two lines, in milliseconds; 0 is never. */
	public static final String PROPERTY = "goroutine.schedtrace";

	private final Scheduler scheduler;

	private final long periodMillis;

	private final PrintStream out;

	private final Thread thread;

	private volatile boolean stopped;

	SchedTrace(Scheduler scheduler, long periodMillis, PrintStream out) {
		this.scheduler = scheduler;
		this.periodMillis = periodMillis;
		this.out = out;
		this.thread = new Thread(scheduler.threadGroup, this, "go-" + scheduler.name + "-schedtrace", 0, false);
		this.thread.setDaemon(true);
	}

	/**
	 * Creates a trace of that scheduler, without starting it.
	 * @param scheduler the scheduler to watch
	 * @param property the value of {@link #PROPERTY}
	 * @return the trace, or {@code null} if none is asked for
	 * @throws IllegalArgumentException if the value makes no sense
	 */
	public static @Nullable SchedTrace of(Scheduler scheduler, @Nullable String property) {
		long period = periodMillis(property);
		return (period != 0) ? new SchedTrace(scheduler, period, System.err) : null;
	}

	static long periodMillis(@Nullable String property) {
		if (property == null) {
			return 0;
		}
		try {
			int period = Integer.parseInt(property.strip());
			if (period >= 0) {
				return period;
			}
		}
		catch (NumberFormatException ex) {
			// The message below says it all.
		}
		throw new IllegalArgumentException(
				PROPERTY + " must be a number of milliseconds, 0 for never, but is '" + property + "'");
	}

	/** Starts printing. */
	public void start() {
		TemplateThread.start(this.thread);
	}

	/** Ends printing. */
	public void stop() {
		this.stopped = true;
		LockSupport.unpark(this.thread);
	}

	@Override
	public void run() {
		long start = System.nanoTime();
		for (long n = 0; !this.stopped; n++) {
			long due = n * this.periodMillis * 1_000_000;
			long elapsed;
			while ((elapsed = System.nanoTime() - start) < due && !this.stopped) {
				LockSupport.parkNanos(this, due - elapsed);
			}
			if (!this.stopped) {
				this.out.println(line(elapsed / 1_000_000));
				// Lines that are late are left out.
				n = Math.max(n, elapsed / 1_000_000 / this.periodMillis);
			}
		}
	}

	/**
	 * A line in Go's format since 1.25. A runtime that is not the default adds its name.
	 */
	String line(long millis) {
		Scheduler sched = this.scheduler;
		List<Processor> processors = sched.processors();
		List<Machine> machines = sched.machines();
		return "SCHED " + millis + "ms: gomaxprocs=" + sched.gomaxprocs() + " idleprocs="
				+ processors.stream().filter(sched::isIdle).count() + " threads=" + machines.size()
				+ " spinningthreads=" + sched.wakeup.spinning.get() + " needspinning=" + (sched.wakeup.needm ? 1 : 0)
				+ " idlethreads=" + sched.idleMachines().size() + " runqueue=" + sched.globalRunQueueSize()
				+ list(" ", processors, Processor::runQueueSize) + list(" schedticks=", processors, Processor::ticks)
				+ (sched.name.equals("default") ? "" : " runtime=" + sched.name);
	}

	private static String list(String label, List<Processor> processors, ToLongFunction<Processor> value) {
		return processors.stream()
			.map((p) -> Long.toString(value.applyAsLong(p)))
			.collect(Collectors.joining(" ", label + "[ ", " ]"));
	}

}
