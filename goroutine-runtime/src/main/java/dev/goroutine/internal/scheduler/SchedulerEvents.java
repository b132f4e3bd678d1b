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
 * Where the scheduler says what it does: to Flight Recorder, and to the trace if one is
 * being recorded. Each place that has something to say calls one method here, which costs
 * a read of a field while nobody listens, and never throws.
 */
final class SchedulerEvents {

	private static final boolean JFR = JfrModule.IS_PRESENT;

	/** To read a stack costs some 50 microseconds. */
	private static final long NANOS_BETWEEN_STACKS = 10_000_000;

	private static final int MAX_FRAMES = 30;

	private final Scheduler scheduler;

	/**
	 * While one is recorded. Plain: what becomes ready after it was set goes through a
	 * queue, and a switch that misses it is one that was before it.
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
	 * @return whether there was none
	 */
	synchronized boolean start(Recording recording) {
		Recording trace = this.trace;
		if (trace != null && !trace.isOver()) {
			return false;
		}
		this.trace = recording;
		return true;
	}

	/** Ends it, with those runs in it that go on. */
	synchronized void stop(Recording recording) {
		if (this.trace == recording) {
			// Looked at before: what begins afterwards is none of it.
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

	/** What to put into the queue for something that an M readies. */
	Resumable ready(Machine m, Resumable task, LatencySampler sampler) {
		Resumable queued = sampler.sample(task);
		Recording trace = this.trace;
		return (trace != null) ? traced(trace, m, task, queued) : queued;
	}

	/** The same for any other thread. */
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

	/** An M has taken something that was timed from a queue, to run it. */
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
				// To run it matters more.
			}
		}
	}

	/** An M is about to run something. */
	void runs(Machine m, Processor p, Resumable task) {
		Recording trace = this.trace;
		if (trace != null) {
			m.traced.begin(trace, task, p.id);
		}
	}

	/** It has run. */
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
			// No memory, or a wait reason that fails: then it is not in the trace.
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

	/** The goroutine on that M had lost its P and goes on with this one. */
	void regained(Machine m, Processor p) {
		Recording trace = this.trace;
		if (trace != null) {
			trace.regain(p.id, m.id);
		}
	}

	/** A goroutine begins, on its own thread. */
	void started(G<?> g) {
		if (JFR && FlightEvents.isGoroutineStartEnabled()) {
			try {
				FlightEvents.goroutineStart(this.scheduler.name, g.thread());
			}
			catch (Throwable ex) {
				// To run it matters more.
			}
		}
	}

	/** A goroutine has ended, on its own thread. */
	void ended(G<?> g, boolean failed) {
		if (JFR && FlightEvents.isGoroutineEndEnabled()) {
			try {
				FlightEvents.goroutineEnd(this.scheduler.name, g.thread(), failed);
			}
			catch (Throwable ex) {
				// Its future matters more.
			}
		}
	}

	/** When a P is taken, 0 if nobody wants to know. */
	long taken() {
		return (this.trace != null) ? System.nanoTime() : 0;
	}

	/**
	 * A P was taken from an M and has been passed on: nothing is in the caller's hand.
	 * @param g what that M ran
	 * @param to where it went, {@code null} if it is idle
	 * @param at what {@link #taken} was
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

	/** At most one in ten milliseconds, or sysmon would do nothing else. */
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

	/** A P has stolen goroutines from another. */
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
				// What was stolen is in the thief's queue.
			}
		}
	}

	/** An M begins, on its own thread. */
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
				// It has a P to run.
			}
		}
	}

	/** An M ends, on its own thread. */
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
				// It ends all the same.
			}
		}
	}

	/** GOMAXPROCS was changed. */
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
				// It is changed all the same.
			}
		}
	}

	/** What the trace calls the way in which a goroutine has left its M. */
	static String left(G<?> g) {
		if (g.isDead()) {
			return "end";
		}
		String reason = g.waitReason(LockSupport.getBlocker(g.thread()));
		return (reason != null) ? reason : "park";
	}

}
