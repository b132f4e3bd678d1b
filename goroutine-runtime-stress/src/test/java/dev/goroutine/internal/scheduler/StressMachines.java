package dev.goroutine.internal.scheduler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.queue.Ticket;
import org.jspecify.annotations.Nullable;

/**
 * Schedulers and Ms without OS threads: no M here is ever started. Some only lend their
 * names, the others are moved by the actors.
 */
final class StressMachines {

	/** So many Ms a scheduler may create: none, however many of ours end. */
	private static final int NONE = Integer.MIN_VALUE;

	private static final VictimOrder ALL = (thief, queueSizes, order) -> {
		for (int id = 0; id < order.length; id++) {
			order[id] = id;
		}
		return order.length;
	};

	private static final MethodHandle RELEASEP;

	static {
		try {
			RELEASEP = MethodHandles.privateLookupIn(Machine.class, MethodHandles.lookup())
				.findVirtual(Machine.class, "releasep", MethodType.methodType(Processor.class, Processor.class));
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** To make one takes longer than the race. All have the same number of Ps. */
	private static final Queue<Scheduler> pool = new ConcurrentLinkedQueue<>();

	/** Names for tests in which an M is not more than that. */
	static final Machine M1;

	static final Machine M2;

	static {
		Scheduler scheduler = create(2);
		M1 = machine(scheduler, 1, false);
		M2 = machine(scheduler, 2, false);
	}

	private StressMachines() {
	}

	/**
	 * A scheduler whose Ms wait for nothing: those without work end at once.
	 * @param gomaxprocs the same for all in one JVM
	 */
	static Scheduler scheduler(int gomaxprocs) {
		Scheduler scheduler = pool.poll();
		return (scheduler != null) ? scheduler : create(gomaxprocs);
	}

	private static Scheduler create(int gomaxprocs) {
		return new Scheduler("stress", gomaxprocs, NONE, Duration.ZERO, ALL, true, (watched) -> new Unwatched());
	}

	/**
	 * Takes a scheduler back after a race, to be used for another one as if it were new.
	 * @param machines those of its Ms that have not ended
	 */
	static void giveBack(Scheduler scheduler, Machine... machines) {
		for (Machine m : machines) {
			m.dispose();
		}
		while (scheduler.machines.idle.poll() != null || scheduler.wakeup.takeIdle() != null) {
			// Until none is left.
		}
		for (Processor p : scheduler.processors()) {
			p.queue.drainTo(scheduler.global);
			scheduler.processors.putIdle(p);
		}
		Ticket.runAll(scheduler.global);
		scheduler.wakeup.spinning.set(0);
		scheduler.wakeup.needm = false;
		scheduler.wakeup.over = false;
		pool.add(scheduler);
	}

	/** An M that has one of the idle Ps. */
	static Machine machine(Scheduler scheduler, long id, boolean spinning) {
		Processor p = scheduler.wakeup.takeIdle();
		if (p == null) {
			throw new IllegalStateException("No idle P");
		}
		if (spinning) {
			scheduler.wakeup.spinning.incrementAndGet();
		}
		return new Machine(scheduler, id, p, spinning);
	}

	/** {@code Machine.releasep}, a step that an M takes by itself. */
	static @Nullable Processor releasep(Machine m, Processor p) {
		try {
			return (Processor) RELEASEP.invokeExact(m, p);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

}
