package dev.goroutine.internal.scheduler;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.queue.Child;
import dev.goroutine.internal.queue.GlobalRunQueue;
import dev.goroutine.internal.queue.LocalRunQueue;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.queue.Sampled;
import org.jspecify.annotations.Nullable;

/** All Ms, and which of them are idle: Go's {@code allm} and {@code midle}. */
public final class Machines {

	/** The time without new attempts after the operating system has refused a thread. */
	private static final long RETRY_NANOS = 100_000_000;

	final IdleMachines idle = new IdleMachines();

	private final Scheduler scheduler;

	private final int max;

	private final ConcurrentLinkedQueue<Machine> all = new ConcurrentLinkedQueue<>();

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicLong ids = new AtomicLong();

	private volatile long refusedAt = System.nanoTime() - RETRY_NANOS;

	Machines(Scheduler scheduler, int max) {
		this.scheduler = scheduler;
		this.max = max;
	}

	/**
	 * Loads and links what it takes to create an M, to fill a queue and to wake an M for
	 * it. Later it would happen with a P in hand, where waiting for a class loader's lock
	 * may take too long, or at the end of a stack, where an error leaves a class unusable
	 * or an element half in a queue.
	 */
	static void prepare(Scheduler scheduler) {
		GlobalRunQueue global = new GlobalRunQueue();
		Processor p = new Processor(0, global);
		new Spacer(scheduler.threadGroup, "");
		Machine machine = new Machine(scheduler, 0, p, false);
		machine.dispose();
		p.lend(machine);
		p.beginProduce(machine);
		for (int i = 0; i < 2 * LocalRunQueue.CAPACITY; i++) {
			p.queue.addNext(Sampled.counted(Child.placeholder()));
		}
		p.endProduce(machine);
		p.retake(p.runningOwner(), HandoffReason.EXPLICIT);
		p.reclaim(machine);
		global.addToOverflow(Child.placeholder());
		global.pollBatch(p.queue, 1);
		p.queue.poll();
		p.queue.drainTo(global);
		IdleMachines idle = new IdleMachines();
		idle.push(machine);
		idle.poll();
		scheduler.stealer.isEnabled();
	}

	/**
	 * Runs a P on an idle M, else on a new one.
	 * @return the M, {@code null} if there is none
	 */
	@Nullable Machine start(Processor p, boolean spinning) {
		Machine machine = this.idle.poll();
		if (machine != null) {
			machine.assign(p, spinning);
			return machine;
		}
		return create(p, spinning);
	}

	/**
	 * Creates and starts an M: Go's {@code newm}. A demoted M must not do so, since its
	 * nice value would be inherited.
	 */
	private @Nullable Machine create(Processor p, boolean spinning) {
		if (System.nanoTime() - this.refusedAt < RETRY_NANOS || Machine.isCurrentDemoted()) {
			return null;
		}
		int count = this.count.incrementAndGet();
		if (count > this.max) {
			this.count.decrementAndGet();
			this.scheduler.warnings.limitReached(this.max);
			return null;
		}
		Machine machine = null;
		try {
			machine = new Machine(this.scheduler, this.ids.getAndIncrement(), p, spinning);
			this.all.add(machine);
			machine.start(isBusyAt(count));
			return machine;
		}
		catch (OutOfMemoryError | StackOverflowError ex) {
			if (machine != null) {
				forget(machine);
			}
			else {
				this.count.decrementAndGet();
			}
			this.refusedAt = System.nanoTime();
			this.scheduler.warnings.noThread(ex);
			return null;
		}
	}

	/**
	 * Whether a further M will run goroutines all the time. If there are very many Ms,
	 * most of them are blocked.
	 */
	private boolean isBusyAt(int count) {
		int gomaxprocs = this.scheduler.gomaxprocs();
		return gomaxprocs > 1 && count <= 2 * gomaxprocs;
	}

	/** Removes an M that ends, or that never began. */
	void forget(Machine machine) {
		machine.dispose();
		this.count.decrementAndGet();
		try {
			this.all.removeIf((each) -> each == machine || each.getState() == Thread.State.TERMINATED);
		}
		catch (OutOfMemoryError ex) {
			// Then it is removed with the next M that ends.
		}
	}

	int count() {
		return this.count.get();
	}

	public void forEach(Consumer<Machine> action) {
		this.all.forEach(action);
	}

	@Nullable Machine carrierOf(G<?> g) {
		for (Machine machine : this.all) {
			if (machine.current() == g) {
				return machine;
			}
		}
		return null;
	}

	/** A copy of all Ms, oldest first. */
	List<Machine> list() {
		return List.copyOf(this.all);
	}

}
