package dev.goroutine.internal.scheduler;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

import dev.goroutine.internal.timer.TimerQueue;

/**
 * A thread that carries goroutines: an M, or the one thread of a bubble. It decides
 * whether a goroutine on it yields when it calls the runtime, and which timers and which
 * source of chance the goroutine uses.
 */
public abstract class Carrier extends ForkJoinCarrier {

	/**
	 * Creates a daemon thread without the thread locals of its creator.
	 * @param group its thread group
	 * @param name its name
	 */
	protected Carrier(ThreadGroup group, String name) {
		super(group, name);
	}

	/** Whether others go first where a call of the runtime begins and where it ends. */
	protected abstract boolean letsOthersGoFirst();

	/** Whether the goroutine should yield within a call of the runtime. */
	protected abstract boolean isPreempted();

	/** The timers of its goroutines. */
	protected TimerQueue timers() {
		return Caller.sharedTimers();
	}

	/** The source of chance of its goroutines. */
	protected RandomGenerator random() {
		return ThreadLocalRandom.current();
	}

}
