package dev.goroutine.spring.boot.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import dev.goroutine.SchedulerSnapshot;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * A runtime as the {@link GmpEndpoint} shows it. The names of the components are the keys
 * of the JSON, so they are fixed even where the {@link SchedulerSnapshot} changes.
 *
 * @param gomaxprocs the number of Ps
 * @param idleMTimeout how long an M without work stays
 * @param maxM the highest number of Ms
 * @param stealPolicy the name of the stealing policy
 * @param globalRunQueueSize the number of goroutines in the global run queue
 * @param processors the Ps
 * @param machines the Ms
 * @param goroutines how many goroutines there are, by state
 * @param totals what has happened since the start
 */
public record RuntimeDescriptor(int gomaxprocs, Duration idleMTimeout, int maxM, String stealPolicy,
		int globalRunQueueSize, List<ProcessorDescriptor> processors, List<MachineDescriptor> machines,
		GoroutinesDescriptor goroutines, TotalsDescriptor totals) implements OperationResponseBody {

	static RuntimeDescriptor of(SchedulerSnapshot snapshot) {
		return new RuntimeDescriptor(snapshot.gomaxprocs(), snapshot.idleMTimeout(), snapshot.maxM(),
				snapshot.stealPolicy(), snapshot.globalRunQueueSize(),
				snapshot.processors().stream().map(ProcessorDescriptor::of).toList(),
				snapshot.machines().stream().map(MachineDescriptor::of).toList(),
				GoroutinesDescriptor.of(snapshot.goroutines()), TotalsDescriptor.of(snapshot.totals()));
	}

	private static String lowerCase(Enum<?> status) {
		return status.name().toLowerCase(Locale.ROOT);
	}

	/**
	 * A P.
	 *
	 * @param id its number, from 0
	 * @param status {@code running} or {@code idle}
	 * @param machine the M that has it, or {@code null}
	 * @param runQueueSize the number of goroutines in its queue
	 * @param runNext whether a goroutine is in its next slot
	 * @param ticks how many time slices it has begun
	 * @param steals how many goroutines it has stolen
	 * @param handoffs how often it was taken from an M
	 */
	public record ProcessorDescriptor(int id, String status, @Nullable Long machine, int runQueueSize, boolean runNext,
			long ticks, long steals, long handoffs) {

		static ProcessorDescriptor of(SchedulerSnapshot.Processor processor) {
			return new ProcessorDescriptor(processor.id(), lowerCase(processor.status()), processor.machine(),
					processor.runQueueSize(), processor.runNext(), processor.ticks(), processor.steals(),
					processor.handoffs());
		}

	}

	/**
	 * An M.
	 *
	 * @param id its number, from 0
	 * @param status {@code running}, {@code spinning}, {@code idle} or {@code blocked}
	 * @param processor the P that it has, or {@code null}
	 * @param goroutine the id of the goroutine on it, or {@code null}
	 * @param thread the name of its OS thread
	 */
	public record MachineDescriptor(long id, String status, @Nullable Integer processor, @Nullable Long goroutine,
			String thread) {

		static MachineDescriptor of(SchedulerSnapshot.Machine machine) {
			return new MachineDescriptor(machine.id(), lowerCase(machine.status()), machine.processor(),
					machine.goroutine(), machine.thread());
		}

	}

	/**
	 * Goroutines that are alive, by state.
	 *
	 * @param runnable in a queue
	 * @param running on an M
	 * @param waiting parked
	 * @param blocked in a call that blocks the OS thread
	 */
	public record GoroutinesDescriptor(long runnable, long running, long waiting, long blocked) {

		static GoroutinesDescriptor of(SchedulerSnapshot.Goroutines goroutines) {
			return new GoroutinesDescriptor(goroutines.runnable(), goroutines.running(), goroutines.waiting(),
					goroutines.blocked());
		}

	}

	/**
	 * What has happened since the runtime was created.
	 *
	 * @param created goroutines started
	 * @param completed goroutines ended, failed and cancelled ones included
	 * @param failed goroutines ended by an exception, without having been cancelled
	 * @param cancelled goroutines that were cancelled
	 * @param leaked goroutines that nothing could wake any more
	 * @param steals goroutines taken from another P
	 * @param handoffs Ps taken from an M
	 * @param switches how often an M began to run a goroutine
	 */
	public record TotalsDescriptor(long created, long completed, long failed, long cancelled, long leaked, long steals,
			long handoffs, long switches) {

		static TotalsDescriptor of(SchedulerSnapshot.Totals totals) {
			return new TotalsDescriptor(totals.created(), totals.completed(), totals.failed(), totals.cancelled(),
					totals.leaked(), totals.steals(), totals.handoffs(), totals.switches());
		}

	}

}
