package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.goroutine.SchedulerSnapshot.MachineStatus;
import dev.goroutine.SchedulerSnapshot.ProcessorStatus;
import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.scheduler.G;
import dev.goroutine.internal.scheduler.Machine;
import dev.goroutine.internal.scheduler.Processor;
import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.table.SchedulerStats;
import org.jspecify.annotations.Nullable;

/**
 * Takes a {@link SchedulerSnapshot}.
 */
final class SchedulerSnapshots {

	private SchedulerSnapshots() {
	}

	static SchedulerSnapshot of(GoRuntime runtime, Scheduler scheduler, int maxM) {
		List<SchedulerSnapshot.Processor> processors = new ArrayList<>();
		long queued = scheduler.globalRunQueueSize();
		int globalRunQueueSize = (int) queued;
		for (Processor p : scheduler.processors()) {
			SchedulerSnapshot.Processor processor = processor(p, scheduler.isIdle(p));
			processors.add(processor);
			queued += processor.runQueueSize() + (processor.runNext() ? 1 : 0);
		}
		List<SchedulerSnapshot.Machine> machines = new ArrayList<>();
		long running = 0;
		long blocked = 0;
		Set<Machine> idle = scheduler.idleMachines();
		Map<Long, Integer> processorOf = new HashMap<>();
		processors.forEach((processor) -> {
			if (processor.machine() != null) {
				processorOf.put(processor.machine(), processor.id());
			}
		});
		for (Machine m : scheduler.machines()) {
			SchedulerSnapshot.Machine machine = machine(m, processorOf.get(m.id), idle.contains(m));
			machines.add(machine);
			if (machine.goroutine() != null) {
				if (machine.status() == MachineStatus.BLOCKED) {
					blocked++;
				}
				else {
					running++;
				}
			}
		}
		SchedulerStats stats = scheduler.stats();
		SchedulerStats.Census census = stats.census();
		return new SchedulerSnapshot(runtime.name(), runtime.gomaxprocs(), runtime.idleMTimeout(), maxM,
				runtime.stealPolicy().name(), globalRunQueueSize, Duration.ofNanos(scheduler.oldestRunnableNanos()),
				processors, machines, goroutines(census.alive(), running, blocked, queued), totals(scheduler, census));
	}

	private static SchedulerSnapshot.Totals totals(Scheduler scheduler, SchedulerStats.Census census) {
		SchedulerSnapshot.Handoffs handoffs = new SchedulerSnapshot.Handoffs(scheduler.handoffs(HandoffReason.BLOCKED),
				scheduler.handoffs(HandoffReason.TIMESLICE), scheduler.handoffs(HandoffReason.EXPLICIT));
		return new SchedulerSnapshot.Totals(census.created(), census.completed(), scheduler.stats().failed(),
				scheduler.stats().cancelled(), census.leaked(), scheduler.steals(),
				handoffs.blocked() + handoffs.timeslice() + handoffs.explicit(), scheduler.stats().switches(),
				handoffs);
	}

	private static SchedulerSnapshot.Processor processor(Processor p, boolean idle) {
		Machine m = p.machine();
		return new SchedulerSnapshot.Processor(p.id, idle ? ProcessorStatus.IDLE : ProcessorStatus.RUNNING,
				(idle || m == null) ? null : m.id, p.runQueueSize(), p.hasRunNext(), p.ticks(), p.steals(),
				handoffs(p));
	}

	private static long handoffs(Processor p) {
		long handoffs = 0;
		for (HandoffReason reason : HandoffReason.values()) {
			handoffs += p.handoffs(reason);
		}
		return handoffs;
	}

	private static SchedulerSnapshot.Machine machine(Machine m, @Nullable Integer processor, boolean idle) {
		G<?> g = m.current();
		return new SchedulerSnapshot.Machine(m.id, status(m, idle), processor,
				(g != null) ? g.thread().threadId() : null, m.getName());
	}

	private static MachineStatus status(Machine m, boolean idle) {
		if (idle) {
			return MachineStatus.IDLE;
		}
		if (m.isBlocked()) {
			return MachineStatus.BLOCKED;
		}
		return m.isSpinning() ? MachineStatus.SPINNING : MachineStatus.RUNNING;
	}

	/**
	 * Fits the numbers seen running, blocked and queued to the number alive; the rest
	 * waits. They do not match by themselves: the parts are read one after the other
	 * while goroutines move between them, and queues hold other virtual threads too.
	 */
	static SchedulerSnapshot.Goroutines goroutines(long alive, long running, long blocked, long queued) {
		long fitRunning = Math.min(running, alive);
		long fitBlocked = Math.min(blocked, alive - fitRunning);
		long fitRunnable = Math.min(queued, alive - fitRunning - fitBlocked);
		return new SchedulerSnapshot.Goroutines(fitRunnable, fitRunning, alive - fitRunning - fitBlocked - fitRunnable,
				fitBlocked);
	}

}
