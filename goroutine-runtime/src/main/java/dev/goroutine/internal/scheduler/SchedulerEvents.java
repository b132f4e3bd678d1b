package dev.goroutine.internal.scheduler;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.jfr.FlightEvents;
import dev.goroutine.internal.jfr.JfrModule;
import dev.goroutine.internal.queue.LatencySampler;
import dev.goroutine.internal.queue.LocalRunQueue;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.queue.Sampled;
import dev.goroutine.internal.table.Plumbing;
import dev.goroutine.internal.trace.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Passes on what the scheduler does: to Flight Recorder, and to the trace if one is being
 * recorded. Each place that has something to say calls one method here. The call costs a
 * read of a field while nobody listens, and never throws.
 */
final class SchedulerEvents {

	private static final boolean JFR = JfrModule.IS_PRESENT;

	/**
	 * The least time between two reads of a stack. Each read costs some 50 microseconds.
	 */
	private static final long NANOS_BETWEEN_STACKS = 10_000_000;

	private static final int MAX_FRAMES = 30;

	private final Scheduler scheduler;

	/**
	 * The recording, while there is one. The field is plain: a task that becomes ready
	 * after it was set goes through a queue, and a switch that misses it counts as one
	 * before it.
	 */
	private @Nullable Recording trace;

	private long stackAt = System.nanoTime() - NANOS_BETWEEN_STACKS;

	SchedulerEvents(Scheduler scheduler) {
		this.scheduler = scheduler;
		if (JFR) {
			FlightEvents.prepare();
		}
	}

	/**
	 * Begins a trace, in place of one whose time is over.
	 * @return whether no other trace is in progress
	 */
	synchronized boolean start(Recording recording) {
		Recording trace = this.trace;
		if (trace != null && !trace.isOver()) {
			return false;
		}
		this.trace = recording;
		return true;
	}

	/** Ends a trace. Runs that go on are recorded too. */
	synchronized void stop(Recording recording) {
		if (this.trace == recording) {
			// Looked at before the end: a run that begins afterwards is not part of the
			// trace.
			Map<Machine, Long> running = new HashMap<>();
			this.scheduler.machines.forEach((m) -> {
				if (m.isRunning()) {
					running.put(m, m.run.number());
				}
			});
			recording.stop();
			this.trace = null;
			running.forEach((m, number) -> {
				Resumable task = m.run.task();
				if (task != null && m.run.number() == number) {
					m.traced.goesOn(recording, m, task, processorOf(m));
				}
			});
		}
		recording.stop();
	}

	private int processorOf(Machine m) {
		for (Processor p : this.scheduler.processors()) {
			if (p.machine() == m && p.isOwner(m)) {
				return p.id;
			}
		}
		return Recording.NONE;
	}

	/** The entry for the queue when an M readies a task. */
	Resumable ready(Machine m, Resumable task, LatencySampler sampler) {
		Resumable queued = sampler.sample(task);
		Recording trace = this.trace;
		return (trace != null) ? traced(trace, m, task, queued) : queued;
	}

	/** The entry for the queue when any other thread readies a task. */
	Resumable ready(Resumable task) {
		Resumable queued = LatencySampler.sampleExternal(task);
		Recording trace = this.trace;
		return (trace != null) ? traced(trace, null, task, queued) : queued;
	}

	private static Resumable traced(Recording trace, @Nullable Machine m, Resumable task, Resumable queued) {
		try {
			Sampled sampled = (queued instanceof Sampled already) ? already : Sampled.uncounted(task);
			if (m != null && m.run.isOf(task)) {
				m.traced.yields();
			}
			else if (m != null && task instanceof G<?> g) {
				trace.wake(m.id, g.thread().threadId(), sampled.readyAt());
			}
			return sampled;
		}
		catch (Throwable ex) {
			return queued;
		}
	}

	/** Called when an M has taken a task that was timed from a queue, to run it. */
	void timed(Machine m, Processor p, Sampled sampled) {
		m.traced.wasReadyAt(sampled.readyAt());
		FlightEvents.Wait wait = sampled.pending();
		if (wait != null) {
			try {
				G<?> g = (sampled.task() instanceof G<?> goroutine) ? goroutine : null;
				wait.end(this.scheduler.name, (g != null) ? g.thread().threadId() : 0,
						(g != null) ? g.thread().getName() : "", p.id, m.id);
			}
			catch (Throwable ex) {
				// Running the task matters more.
			}
		}
	}

	/** Called when an M is about to run a task. */
	void runs(Machine m, Processor p, Resumable task) {
		Recording trace = this.trace;
		if (trace != null) {
			m.traced.begin(trace, task, p.id);
		}
	}

	/** Called when an M has run a task. */
	void ran(Machine m, @Nullable Processor p, Resumable task) {
		Recording trace = this.trace;
		if (trace != null) {
			ran(trace, m, p, task);
		}
	}

	private void ran(Recording trace, Machine m, @Nullable Processor p, Resumable task) {
		try {
			long now = m.traced.end(trace, m, task, (p != null) ? p.id : Recording.NONE);
			if (trace.wantsQueues(now)) {
				trace.queues(now, this.scheduler.global.size(), locallyQueued());
			}
		}
		catch (Throwable ex) {
			// There is no memory, or a wait reason fails: then the run is not in the
			// trace.
		}
	}

	private long locallyQueued() {
		long queued = 0;
		for (int i = 0; i < this.scheduler.processors.known(); i++) {
			LocalRunQueue queue = this.scheduler.processors.get(i).queue;
			queued += queue.size() + (queue.hasNext() ? 1 : 0);
		}
		return queued;
	}

	/** Called when the goroutine on that M had lost its P and goes on with this one. */
	void regained(Machine m, Processor p) {
		Recording trace = this.trace;
		if (trace != null) {
			trace.regain(p.id, m.id);
		}
	}

	/** Called when a goroutine begins, on its own thread. */
	void started(G<?> g) {
		if (JFR && FlightEvents.isGoroutineStartEnabled()) {
			try {
				FlightEvents.goroutineStart(this.scheduler.name, g.thread());
			}
			catch (Throwable ex) {
				// Running the goroutine matters more.
			}
		}
	}

	/** Called when a goroutine has ended, or could not be started. */
	void ended(G<?> g, boolean failed) {
		if (JFR && FlightEvents.isGoroutineEndEnabled()) {
			try {
				FlightEvents.goroutineEnd(this.scheduler.name, g.thread(), failed);
			}
			catch (Throwable ex) {
				// The future of the goroutine matters more.
			}
		}
	}

	/** The time at which a P is taken, 0 if no trace wants to know. */
	long taken() {
		return (this.trace != null) ? System.nanoTime() : 0;
	}

	/**
	 * Called when a P was taken from an M and has been passed on, so that nothing is in
	 * the caller's hand.
	 * @param g the goroutine that the M ran
	 * @param to the M that got the P, {@code null} if none did
	 * @param at the time that {@link #taken} returned
	 */
	void handedOff(Processor p, Machine from, @Nullable G<?> g, HandoffReason reason, @Nullable Machine to, long at) {
		Recording trace = this.trace;
		boolean flight = JFR && FlightEvents.isHandoffEnabled();
		if (trace == null && !flight) {
			return;
		}
		try {
			String why = reason.name().toLowerCase(Locale.ROOT);
			long toId = (to != null) ? to.id : Recording.NONE;
			long goroutine = (g != null) ? g.thread().threadId() : 0;
			if (trace != null && at != 0) {
				trace.handoff(p.id, from.id, toId, goroutine, at, why);
			}
			if (flight) {
				FlightEvents.handoff(this.scheduler.name, why, p.id, from.id, toId, goroutine,
						(g != null) ? g.thread().getName() : null, (g != null) ? stack(g.thread()) : null);
			}
		}
		catch (Throwable ex) {
			// The P is where it belongs.
		}
	}

	/**
	 * The stack of a goroutine, at most once in ten milliseconds. Sysmon would do nothing
	 * else otherwise.
	 */
	private @Nullable String stack(Thread goroutine) {
		long now = System.nanoTime();
		if (now - this.stackAt < NANOS_BETWEEN_STACKS) {
			return null;
		}
		this.stackAt = now;
		return Arrays.stream(goroutine.getStackTrace())
			.filter((frame) -> !Plumbing.ofTop(frame.getClassName()) && !Plumbing.ofBottom(frame.getClassName())
					&& !Plumbing.ofStart(frame.getClassName()))
			.limit(MAX_FRAMES)
			.map((frame) -> frame.getClassName() + "." + frame.getMethodName() + ":" + frame.getLineNumber())
			.collect(Collectors.joining("\n"));
	}

	/** Called when a P has stolen goroutines from another. */
	void stole(Processor thief, Processor victim, int count) {
		Recording trace = this.trace;
		if (trace != null) {
			trace.steal(thief.id, victim.id, count);
		}
		if (JFR) {
			try {
				FlightEvents.steal(this.scheduler.name, thief.id, victim.id, count);
			}
			catch (Throwable ex) {
				// The steal has succeeded all the same.
			}
		}
	}

	/** Called when an M begins, on its own thread. */
	void machineStarted(Machine m) {
		Recording trace = this.trace;
		if (trace != null) {
			trace.machineStart(m.id);
		}
		if (JFR) {
			try {
				FlightEvents.machineStart(this.scheduler.name, m.id);
			}
			catch (Throwable ex) {
				// The M has a P to run.
			}
		}
	}

	/** Called when an M ends, on its own thread. */
	void machineExits(Machine m) {
		Recording trace = this.trace;
		if (trace != null) {
			trace.machineExit(m.id);
		}
		if (JFR) {
			try {
				FlightEvents.machineExit(this.scheduler.name, m.id);
			}
			catch (Throwable ex) {
				// The M ends all the same.
			}
		}
	}

	/** Called when GOMAXPROCS was changed. */
	void gomaxprocs(int before, int after) {
		Recording trace = this.trace;
		if (trace != null) {
			trace.gomaxprocs(before, after);
		}
		if (JFR) {
			try {
				FlightEvents.gomaxprocsChange(this.scheduler.name, before, after);
			}
			catch (Throwable ex) {
				// GOMAXPROCS is changed all the same.
			}
		}
	}

	/** The trace's word for the way in which a goroutine has left its M. */
	static String left(G<?> g) {
		if (g.isDead()) {
			return "end";
		}
		String reason = g.waitReason(LockSupport.getBlocker(g.thread()));
		return (reason != null) ? reason : "park";
	}

}
