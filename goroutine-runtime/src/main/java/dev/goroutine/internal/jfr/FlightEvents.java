package dev.goroutine.internal.jfr;

import org.jspecify.annotations.Nullable;

/**
 * Writes the events. Each method costs next to nothing while its event is disabled: then
 * it makes no object and reads no clock, and as long as nobody has started Flight
 * Recorder the JIT leaves it out.
 * <p>
 * None of them takes a lock that a goroutine can hold while it is off its M: the JDK pins
 * a virtual thread while it has the one of its string pool. Not to be loaded where the
 * module {@code jdk.jfr} is missing.
 */
public final class FlightEvents {

	/** Never committed, but they know whether the others would be. */
	private static final GoroutineStartEvent goroutineStart = new GoroutineStartEvent();

	private static final GoroutineEndEvent goroutineEnd = new GoroutineEndEvent();

	private static final HandoffEvent handoff = new HandoffEvent();

	private static final StealEvent steal = new StealEvent();

	private static final MachineStartEvent machineStart = new MachineStartEvent();

	private static final MachineExitEvent machineExit = new MachineExitEvent();

	private static final GomaxprocsChangeEvent gomaxprocsChange = new GomaxprocsChangeEvent();

	private static final SlowSchedulingEvent slowScheduling = new SlowSchedulingEvent();

	private FlightEvents() {
	}

	/** Loads the events: later it would be on an M, which must not wait for that. */
	public static void prepare() {
		isGoroutineStartEnabled();
	}

	/** Whether anybody wants to know that a goroutine starts. */
	public static boolean isGoroutineStartEnabled() {
		return goroutineStart.isEnabled();
	}

	/** A goroutine runs for the first time. */
	public static void goroutineStart(String runtime, Thread goroutine) {
		GoroutineStartEvent event = new GoroutineStartEvent();
		event.runtime = runtime;
		event.goroutine = goroutine.threadId();
		event.name = goroutine.getName();
		event.commit();
	}

	/** Whether anybody wants to know that one ends. */
	public static boolean isGoroutineEndEnabled() {
		return goroutineEnd.isEnabled();
	}

	/** The body of a goroutine has returned or thrown. */
	public static void goroutineEnd(String runtime, Thread goroutine, boolean failed) {
		GoroutineEndEvent event = new GoroutineEndEvent();
		event.runtime = runtime;
		event.goroutine = goroutine.threadId();
		event.name = goroutine.getName();
		event.failed = failed;
		event.commit();
	}

	/** Whether anybody wants to know that a P is taken. */
	public static boolean isHandoffEnabled() {
		return handoff.isEnabled();
	}

	/**
	 * A P was taken from its M.
	 * @param toMachine -1 if it went to none
	 * @param goroutine 0 if there was none
	 */
	public static void handoff(String runtime, String reason, int processor, long fromMachine, long toMachine,
			long goroutine, @Nullable String name, @Nullable String stack) {
		HandoffEvent event = new HandoffEvent();
		event.runtime = runtime;
		event.reason = reason;
		event.processor = processor;
		event.fromMachine = fromMachine;
		event.toMachine = toMachine;
		event.goroutine = goroutine;
		event.name = name;
		event.goroutineStack = stack;
		event.commit();
	}

	/** A P has taken goroutines from another. */
	public static void steal(String runtime, int thief, int victim, int count) {
		if (steal.isEnabled()) {
			StealEvent event = new StealEvent();
			event.runtime = runtime;
			event.thief = thief;
			event.victim = victim;
			event.count = count;
			event.commit();
		}
	}

	/** An OS thread has started. */
	public static void machineStart(String runtime, long machine) {
		if (machineStart.isEnabled()) {
			MachineStartEvent event = new MachineStartEvent();
			event.runtime = runtime;
			event.machine = machine;
			event.commit();
		}
	}

	/** An OS thread ends. */
	public static void machineExit(String runtime, long machine) {
		if (machineExit.isEnabled()) {
			MachineExitEvent event = new MachineExitEvent();
			event.runtime = runtime;
			event.machine = machine;
			event.commit();
		}
	}

	/** The number of Ps was changed. */
	public static void gomaxprocsChange(String runtime, int before, int after) {
		if (gomaxprocsChange.isEnabled()) {
			GomaxprocsChangeEvent event = new GomaxprocsChangeEvent();
			event.runtime = runtime;
			event.before = before;
			event.after = after;
			event.commit();
		}
	}

	/**
	 * A goroutine has become ready, and is timed.
	 * @return to be told when it runs, or {@code null} if nobody wants to know
	 */
	public static @Nullable Wait beginWait() {
		if (!slowScheduling.isEnabled()) {
			return null;
		}
		SlowSchedulingEvent event = new SlowSchedulingEvent();
		event.begin();
		return event;
	}

	/** A goroutine is ready. */
	public interface Wait {

		/** It runs. Goroutine 0 is a virtual thread that a goroutine has started. */
		void end(String runtime, long goroutine, String name, int processor, long machine);

	}

}
