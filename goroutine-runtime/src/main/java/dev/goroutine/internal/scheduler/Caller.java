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
 * What the scheduler does for whoever calls it, whichever thread that is: a goroutine on
 * its M, one in a bubble, or any other thread. Go finds out by {@code getg()}, here the
 * carrier tells.
 */
public final class Caller {

	/**
	 * Whether there has been a bubble in this JVM, or an M was demoted. Plain: the
	 * threads of a bubble are started after that, and to a hog one call more or less does
	 * not matter.
	 */
	private static boolean mayYieldFirst;

	private Caller() {
	}

	/** There is a bubble, or an M that is demoted. */
	public static void mayYieldFirst() {
		mayYieldFirst = true;
	}

	/**
	 * Where a call of the runtime begins, and where one ends that does not
	 * {@link #checkPreempted}: in a bubble chance decides whether others go first.
	 * Elsewhere they may come between at any time, and this costs the look at a field.
	 * <p>
	 * Background work yields, and makes the call on an ordinary M: it could lose its core
	 * for long while it holds a lock that others spin on.
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
		// A timer that a bubble fires is no goroutine.
		if (carrier instanceof Carrier own && own.letsOthersGoFirst() && Thread.currentThread() != carrier) {
			tryYield();
		}
	}

	/**
	 * Has initialized what is called here.
	 */
	public static void prepare() {
		StackRoom.isThere();
		sharedTimers().prepare();
		random().nextInt(2);
	}

	/**
	 * The goroutine that the caller runs on. Where there is no runtime it initializes
	 * nothing.
	 * @return it, or {@code null}
	 */
	public static @Nullable G<?> goroutine() {
		return VirtualThreads.isOpen() ? G.current() : null;
	}

	/**
	 * Lets the P of the calling goroutine's M go on without it while it blocks the
	 * thread.
	 */
	public static void entersyscallblock() {
		othersMayGoFirst();
		if (VirtualThreads.isOpen() && VirtualThreads.currentCarrier() instanceof Machine m) {
			m.entersyscallblock();
		}
	}

	/**
	 * After that: goes on with a P, if need be behind the others.
	 */
	public static void exitsyscall() {
		if (VirtualThreads.isOpen() && VirtualThreads.currentCarrier() instanceof Machine m && !m.exitsyscall()) {
			tryYield();
		}
		othersMayGoFirst();
	}

	/**
	 * Within a call into the runtime: yields if the calling goroutine has lost its P, or
	 * is to give it up since its time slice is over.
	 */
	public static void checkPreempted() {
		if (VirtualThreads.isOpen() && VirtualThreads.currentCarrier() instanceof Carrier own && own.isPreempted()) {
			tryYield();
		}
	}

	/**
	 * Lets others run, unless there is no memory or stack to leave the thread and to come
	 * back: then the caller goes on, since it may hold a lock or a value that would be
	 * lost otherwise.
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
	 * For who is about to leave the thread, to wait in a queue, or to take somebody out
	 * of one and wake him: that must not stop half-way. Whoever has left comes back to
	 * the stack of another M, on which a few bytes more may be in use; HotSpot for x64
	 * ends the JVM if there is no room then.
	 * @throws StackOverflowError unless the stack has room for it
	 */
	public static void checkStackRoom() {
		if (!StackRoom.isThere()) {
			throw new StackOverflowError();
		}
	}

	/**
	 * The timers for the caller: the shared ones, unless it is in a bubble.
	 * @return always the same for the same thread
	 */
	public static TimerQueue timers() {
		Carrier carrier = carrier();
		return (carrier != null) ? carrier.timers() : sharedTimers();
	}

	/**
	 * The timers of all runtimes in this JVM.
	 * @return always the same
	 */
	public static TimerQueue sharedTimers() {
		return SharedTimers.INSTANCE;
	}

	/**
	 * What the caller's chances come from.
	 * @return to be used at once, and by the caller only
	 */
	public static RandomGenerator random() {
		Carrier carrier = carrier();
		return (carrier != null) ? carrier.random() : ThreadLocalRandom.current();
	}

	private static @Nullable Carrier carrier() {
		return (VirtualThreads.isOpen() && VirtualThreads.currentCarrier() instanceof Carrier own) ? own : null;
	}

	/** Apart, so that there are none in a JVM that needs none. */
	private static final class SharedTimers {

		static final TimerQueue INSTANCE = new WheelTimerQueue("goroutine-timers", TimeSource.SYSTEM,
				TemplateThread::start);

	}

}
