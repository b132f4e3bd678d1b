package dev.goroutine;

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The state of the scheduler at one moment: Go's {@code schedtrace}. It is taken without
 * stopping anything, so its parts can be a few goroutines apart from each other. Yet
 * {@code totals.created = totals.completed + totals.leaked + goroutines.alive()} holds
 * exactly, with one exception: a goroutine that has its result and still runs callbacks
 * of its future counts as both completed and alive.
 *
 * @param name the name of the runtime
 * @param gomaxprocs the number of Ps
 * @param idleMTimeout how long an M without work stays before it ends
 * @param maxM the highest number of Ms at a time
 * @param stealPolicy the name of the policy
 * @param globalRunQueueSize the number of goroutines in the global run queue
 * @param oldestRunnable how long, at least, the goroutine that has been runnable longest
 * has waited for a P; zero if that is less than some tenths of a second
 * @param processors the Ps, by id; after GOMAXPROCS has fallen also the surplus Ps that
 * are still in use
 * @param machines the Ms, by id
 * @param goroutines the number of goroutines that are alive, by state
 * @param totals what has happened since the runtime was created
 */
public record SchedulerSnapshot(String name, int gomaxprocs, Duration idleMTimeout, int maxM, String stealPolicy,
		int globalRunQueueSize, Duration oldestRunnable, List<Processor> processors, List<Machine> machines,
		Goroutines goroutines, Totals totals) {

	/** Copies the lists. */
	public SchedulerSnapshot {
		processors = List.copyOf(processors);
		machines = List.copyOf(machines);
	}

	/**
	 * A P.
	 *
	 * @param id 0 to GOMAXPROCS - 1, or more while GOMAXPROCS falls
	 * @param status whether an M has it
	 * @param machine the id of the M that has it, or {@code null}
	 * @param runQueueSize the number of goroutines in its local queue, without the next
	 * slot
	 * @param runNext whether a goroutine is in its next slot
	 * @param ticks how many time slices it has begun: Go's {@code schedtick}
	 * @param steals how many goroutines were stolen for it from other Ps
	 * @param handoffs how often it was taken from an M, see {@link Handoffs} for the
	 * reasons
	 */
	public record Processor(int id, ProcessorStatus status, @Nullable Long machine, int runQueueSize, boolean runNext,
			long ticks, long steals, long handoffs) {
	}

	/** Whether an M has the P. */
	public enum ProcessorStatus {

		/** An M has it, to run goroutines or to look for them. */
		RUNNING,

		/** No M has it. */
		IDLE

	}

	/**
	 * An M, which is an OS thread.
	 *
	 * @param id counts up from 0 with each M that is created
	 * @param status what it does
	 * @param processor the id of the P that it has, or {@code null}
	 * @param goroutine the id of the goroutine on it, or {@code null}
	 * @param thread the name of its thread
	 */
	public record Machine(long id, MachineStatus status, @Nullable Integer processor, @Nullable Long goroutine,
			String thread) {
	}

	/** The state of an M. */
	public enum MachineStatus {

		/** It runs a goroutine, or is about to. */
		RUNNING,

		/** It has a P and looks for work on the others. */
		SPINNING,

		/** It is parked and waits for a P with work. */
		IDLE,

		/** Its goroutine blocks its OS thread; it has no P. */
		BLOCKED

	}

	/**
	 * The number of goroutines that are alive, by state.
	 *
	 * @param runnable the number in queues
	 * @param running the number on an M
	 * @param waiting the number parked
	 * @param blocked the number in a call that blocks the OS thread
	 */
	public record Goroutines(long runnable, long running, long waiting, long blocked) {

		/**
		 * The number of goroutines that have started and have neither ended nor leaked.
		 * @return the sum of the four
		 */
		public long alive() {
			return this.runnable + this.running + this.waiting + this.blocked;
		}

	}

	/**
	 * Counters since the runtime was created. None of them ever falls.
	 *
	 * @param created goroutines started
	 * @param completed goroutines whose body has ended, failed and cancelled ones
	 * included. A goroutine is counted before any thread can see that it is done
	 * @param failed goroutines whose body has thrown and that were not cancelled
	 * @param cancelled goroutines that were cancelled before their body had ended
	 * @param leaked goroutines that waited for something that nothing could bring about
	 * any more, and became garbage
	 * @param steals goroutines taken from another P's queue
	 * @param handoffs how often a P was taken from an M
	 * @param switches how often an M began to run a goroutine
	 * @param handoffsByReason the same as {@code handoffs}, by reason
	 */
	public record Totals(long created, long completed, long failed, long cancelled, long leaked, long steals,
			long handoffs, long switches, Handoffs handoffsByReason) {
	}

	/**
	 * How often a P was taken from an M, by reason.
	 *
	 * @param blocked because the M blocked in a call of the operating system
	 * @param timeslice because its goroutine had run for a time slice while others waited
	 * @param explicit because its goroutine called {@link Goroutine#blocking}
	 */
	public record Handoffs(long blocked, long timeslice, long explicit) {
	}

}
