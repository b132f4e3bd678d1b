package dev.goroutine.internal.scheduler;

import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

import dev.goroutine.internal.base.StackRoom;
import dev.goroutine.internal.base.TemplateThread;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.timer.TimeSource;
import dev.goroutine.internal.timer.TimerQueue;
import dev.goroutine.internal.timer.WheelTimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * Serves any thread that calls the runtime: a goroutine on its M, a goroutine in a
 * bubble, or any other thread. Go tells them apart by {@code getg()}; here the carrier
 * tells.
 */
public final class Caller {

	/**
	 * Whether this JVM has had a bubble or a demoted M. The field is plain: the threads
	 * of a bubble start after it is written, and to a hog one call more or less does not
	 * matter.
	 */
	private static boolean mayYieldFirst;

	private Caller() {
	}

	/** Notes that there is a bubble, or that an M is about to be demoted. */
	public static void letCallersYieldFirst() {
		mayYieldFirst = true;
	}

	/**
	 * Lets others go first, in a bubble if chance decides so. It is called where a call
	 * of the runtime begins, and where a call ends that does not
	 * {@link #yieldIfPreempted}. Outside a bubble others may come between at any time
	 * anyway, and this costs the read of a field.
	 * <p>
	 * Background work yields, so that it makes the call on an ordinary M: it could lose
	 * its core for long while it holds a lock that others spin on.
	 */
	public static void othersMayGoFirst() {
		if (mayYieldFirst) {
			letOthersGoFirst();
		}
	}

	private static void letOthersGoFirst() {
		if (!VirtualThreads.isOpen()) {
			return;
		}
		Thread carrier = VirtualThreads.currentCarrier();
		// The carrier itself calls for a timer that a bubble fires: it is no goroutine.
		if (carrier instanceof Carrier own && own.letsOthersGoFirst() && Thread.currentThread() != carrier) {
			tryYield();
		}
	}

	/** Initializes the classes that the methods here use. */
	public static void prepare() {
		StackRoom.isThere();
		sharedTimers().prepare();
		random().nextInt(2);
	}

	/**
	 * The goroutine that the caller runs on. Initializes nothing if there is no runtime.
	 * @return the goroutine, or {@code null}
	 */
	public static @Nullable G<?> goroutine() {
		return VirtualThreads.isOpen() ? G.current() : null;
	}

	/**
	 * Lets the P of the calling goroutine's M go on without it, because the goroutine is
	 * about to block the thread.
	 */
	public static void entersyscallblock() {
		othersMayGoFirst();
		if (VirtualThreads.isOpen() && VirtualThreads.currentCarrier() instanceof Machine m) {
			m.entersyscallblock();
		}
	}

	/** Gets a P again after {@link #entersyscallblock}, if need be behind the others. */
	public static void exitsyscall() {
		if (VirtualThreads.isOpen() && VirtualThreads.currentCarrier() instanceof Machine m && !m.exitsyscall()) {
			tryYield();
		}
		othersMayGoFirst();
	}

	/**
	 * Yields if the calling goroutine has lost its P, or is to give it up because its
	 * time slice is over. It is called within a call into the runtime.
	 */
	public static void yieldIfPreempted() {
		if (VirtualThreads.isOpen() && VirtualThreads.currentCarrier() instanceof Carrier own && own.isPreempted()) {
			tryYield();
		}
	}

	/**
	 * Lets others run. If there is no memory or stack to leave the thread and to come
	 * back, the caller goes on instead: it may hold a lock or a value that would be lost
	 * otherwise.
	 */
	public static void tryYield() {
		if (!StackRoom.isThere()) {
			Thread.onSpinWait();
			return;
		}
		try {
			Thread.yield();
		}
		catch (OutOfMemoryError | StackOverflowError ex) {
			Thread.onSpinWait();
		}
	}

	/**
	 * Checks the stack for a caller that is about to leave its thread: to wait in a
	 * queue, or to take a waiter out of a queue and wake it. Neither must stop half-way.
	 * A goroutine that has left comes back to the stack of another M, on which a few
	 * bytes more may be in use; HotSpot for x64 ends the JVM if there is no room then.
	 * @throws StackOverflowError if the stack has no room
	 */
	public static void checkStackRoom() {
		if (!StackRoom.isThere()) {
			throw new StackOverflowError();
		}
	}

	/**
	 * The timers for the caller: those of its bubble, or the shared ones outside a
	 * bubble.
	 * @return always the same for the same thread
	 */
	public static TimerQueue timers() {
		Carrier carrier = carrier();
		return (carrier != null) ? carrier.timers() : sharedTimers();
	}

	/**
	 * The timers that all runtimes in this JVM share.
	 * @return always the same
	 */
	public static TimerQueue sharedTimers() {
		return SharedTimers.INSTANCE;
	}

	/**
	 * The source of chance for the caller.
	 * @return a generator to be used at once, and by the caller only
	 */
	public static RandomGenerator random() {
		Carrier carrier = carrier();
		return (carrier != null) ? carrier.random() : ThreadLocalRandom.current();
	}

	private static @Nullable Carrier carrier() {
		return (VirtualThreads.isOpen() && VirtualThreads.currentCarrier() instanceof Carrier own) ? own : null;
	}

	/** A class of its own, so that a JVM that needs no timers creates none. */
	private static final class SharedTimers {

		static final TimerQueue INSTANCE = new WheelTimerQueue("goroutine-timers", TimeSource.SYSTEM,
				TemplateThread::start);

	}

}
