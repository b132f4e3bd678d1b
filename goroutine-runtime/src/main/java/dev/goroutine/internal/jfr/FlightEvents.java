package dev.goroutine.internal.jfr;

import org.jspecify.annotations.Nullable;

/**
 * Writes the events. While an event is disabled, its methods cost next to nothing: they
 * make no object and read no clock, and as long as nobody has started Flight Recorder the
 * JIT leaves them out. Where there is a method that tells whether an event is enabled,
 * the caller must ask it first.
 * <p>
 * No method takes a lock that a goroutine can hold while it is off its M: the JDK pins a
 * virtual thread while it has the lock of its string pool. This class must not be loaded
 * where the module {@code jdk.jfr} is missing.
 */
public final class FlightEvents {

	/** Never committed; these events tell whether the others would be. */
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

	/** Loads the events. Later that would happen on an M, which must not wait for it. */
	public static void prepare() {
		isGoroutineStartEnabled();
	}

	/** Whether anybody wants to know that a goroutine starts. */
	public static boolean isGoroutineStartEnabled() {
		return goroutineStart.isEnabled();
	}

	/** Called when a goroutine runs for the first time. */
	public static void goroutineStart(String runtime, Thread goroutine) {
		GoroutineStartEvent event = new GoroutineStartEvent();
		event.runtime = runtime;
		event.goroutine = goroutine.threadId();
		event.name = goroutine.getName();
		event.commit();
	}

	/** Whether anybody wants to know that a goroutine ends. */
	public static boolean isGoroutineEndEnabled() {
		return goroutineEnd.isEnabled();
	}

	/** Called when the body of a goroutine has returned or thrown. */
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
	 * Called when a P was taken from its M.
	 * @param toMachine -1 if the P went to no M
	 * @param goroutine 0 if the M ran no goroutine
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

	/** Called when a P has taken goroutines from another. */
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

	/** Called when an OS thread has started. */
	public static void machineStart(String runtime, long machine) {
		if (machineStart.isEnabled()) {
			MachineStartEvent event = new MachineStartEvent();
			event.runtime = runtime;
			event.machine = machine;
			event.commit();
		}
	}

	/** Called when an OS thread ends. */
	public static void machineExit(String runtime, long machine) {
		if (machineExit.isEnabled()) {
			MachineExitEvent event = new MachineExitEvent();
			event.runtime = runtime;
			event.machine = machine;
			event.commit();
		}
	}

	/** Called when the number of Ps was changed. */
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
	 * Called when a goroutine that is timed has become ready.
	 * @return the wait, to be told when it ends, or {@code null} if nobody wants to know
	 */
	public static @Nullable Wait beginWait() {
		if (!slowScheduling.isEnabled()) {
			return null;
		}
		SlowSchedulingEvent event = new SlowSchedulingEvent();
		event.begin();
		return event;
	}

	/** The wait of a goroutine that is ready. */
	public interface Wait {

		/**
		 * Called when it runs. Goroutine 0 is a virtual thread that a goroutine has
		 * started.
		 */
		void end(String runtime, long goroutine, String name, int processor, long machine);

	}

}
