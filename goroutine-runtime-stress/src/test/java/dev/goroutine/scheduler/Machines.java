package dev.goroutine.scheduler;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Schedulers and Ms without OS threads: no M here is ever started. Some only lend their
 * names, the others are moved by the actors.
 */
final class Machines {

	/** For those who want a scheduler that never creates an M of its own. */
	private static final int NONE = -1;

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

	/** Names for tests in which an M is not more than that. */
	static final Machine M1;

	static final Machine M2;

	static {
		Scheduler scheduler = scheduler(2);
		M1 = machine(scheduler, 1, false);
		M2 = machine(scheduler, 2, false);
	}

	private Machines() {
	}

	/**
	 * A scheduler whose Ms wait for nothing: those without work end at once.
	 */
	static Scheduler scheduler(int gomaxprocs) {
		return new Scheduler("stress", gomaxprocs, NONE, Duration.ZERO, Duration.ofMillis(10), 0, ALL, true);
	}

	/** An M that has one of the idle Ps. */
	static Machine machine(Scheduler scheduler, long id, boolean spinning) {
		Processor p = scheduler.takeIdle();
		if (p == null) {
			throw new IllegalStateException("No idle P");
		}
		if (spinning) {
			scheduler.spinning.incrementAndGet();
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
