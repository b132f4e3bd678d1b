package dev.goroutine.internal.timer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Timers in a {@link TimingWheel}, fired by a thread that is there only as long as there
 * are timers.
 * <p>
 * Time is counted in ticks of a millisecond. A timer never fires early. It fires up to
 * one tick late, plus the time that the operating system and other due timers take.
 */
public final class WheelTimerQueue extends TimerQueue {

	/**
	 * The length of a tick. Users of Go and of the JDK are used to a millisecond, and
	 * waking up at that rate is cheap.
	 */
	static final long TICK_NANOS = 1_000_000;

	/**
	 * The time that the thread stays while there are no timers. It is also the longest
	 * sleep while there are some, because the timers that the thread waits for may have
	 * been cancelled meanwhile. The value is a guess; the thread costs little.
	 */
	static final long IDLE_NANOS = 10_000_000_000L;

	/** The number of cancelled timers that may always stay: 32 KB. */
	static final int MIN_SHELLS = 1024;

	/**
	 * The share of each tick for timers that have more parts to do, all of them together.
	 * The other half is left to the other due timers.
	 */
	static final long SLICE_NANOS = TICK_NANOS / 2;

	/** A value of {@link #wakeAt}: the thread runs, or is being started. */
	private static final long AWAKE = -1;

	/** A value of {@link #wakeAt}: the thread waits, and there are no timers. */
	private static final long IDLE = Long.MAX_VALUE - 1;

	/** A value of {@link #wakeAt}: there is no thread. */
	private static final long NOBODY = Long.MAX_VALUE;

	private static final VarHandle WAKE_AT;

	static {
		try {
			WAKE_AT = MethodHandles.lookup().findVarHandle(WheelTimerQueue.class, "wakeAt", long.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final String threadName;

	private final Consumer<Thread> starter;

	private final TimeSource time;

	/**
	 * The time at which the count of nanoseconds begins. It makes the count never
	 * negative.
	 */
	private final long origin;

	private final TimerStack added = new TimerStack();

	/** Kept in a field, because the timer thread must not allocate. */
	private final Consumer<Timer> due = this::fire;

	/** The wheel. Only the timer thread uses it and the next three fields. */
	private final TimingWheel wheel = new TimingWheel();

	/** The tick to which the wheel was advanced. */
	private long tick;

	/** The time at which the {@linkplain #SLICE_NANOS share} of this tick is used up. */
	private long sliceEnd;

	/**
	 * Cancelled timers that left the stack or the wheel since they were last subtracted
	 * from {@link #shells}.
	 */
	private int shellsGone;

	/**
	 * The number of shells: cancelled timers that are still on the stack or in the wheel.
	 */
	private final AtomicInteger shells = new AtomicInteger();

	/** The number of shells at which a sweep is worth its time. */
	private volatile int shellLimit = MIN_SHELLS;

	/** The tick until which the thread sleeps, or one of the constants above. */
	private volatile long wakeAt = NOBODY;

	private volatile @Nullable Thread thread;

	/**
	 * Creates a queue for tests. Its thread inherits from the thread that schedules the
	 * first timer.
	 * @param threadName the name of the timer thread
	 * @param time the clock
	 */
	WheelTimerQueue(String threadName, TimeSource time) {
		this(threadName, time, Thread::start);
	}

	/**
	 * Creates a queue with a timer thread of its own, which starts with the first timer.
	 * @param threadName the name of the timer thread
	 * @param time the clock
	 * @param starter starts the timer thread before it returns; it is called by the
	 * thread that schedules a timer while there is no timer thread, and throws
	 * {@code OutOfMemoryError} if none can be started
	 */
	public WheelTimerQueue(String threadName, TimeSource time, Consumer<Thread> starter) {
		this.threadName = threadName;
		this.starter = starter;
		this.time = time;
		this.origin = time.nanoTime();
	}

	@Override
	public void schedule(Timer timer, long nanos) {
		long deadline = elapsed() + nanos;
		long tick = tickOf((deadline < 0) ? Long.MAX_VALUE : deadline);
		timer.schedule(tick);
		this.added.push(timer);
		wakeIfBefore(tick);
	}

	@Override
	public boolean cancel(Timer timer) {
		if (!timer.tryCancel()) {
			return false;
		}
		timer.clear();
		if (this.shells.incrementAndGet() >= this.shellLimit) {
			wakeIfBefore(AWAKE);
		}
		return true;
	}

	@Override
	public long nanoTime() {
		return this.time.nanoTime();
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	/** The current time, counted from the {@link #origin}. */
	private long elapsed() {
		return this.time.nanoTime() - this.origin;
	}

	/**
	 * The first tick at or after a time.
	 * @param nanos a time counted from the {@link #origin}, more than 0
	 */
	static long tickOf(long nanos) {
		return (nanos - 1) / TICK_NANOS + 1;
	}

	/**
	 * Wakes the timer thread, or starts it, if it would otherwise sleep beyond a tick:
	 * <pre>
	 * scheduling thread                 timer thread
	 *                                   takes all from the stack
	 * pushes
	 * wakeAt is AWAKE: wakes nobody
	 *                                   finds nothing due before T
	 *                                   wakeAt = T
	 *                                   sleeps until T
	 * </pre> Both threads write first and read then, with a full fence between. So if the
	 * scheduling thread sees an old {@code wakeAt}, the timer thread sees the new timer
	 * when it looks again before it sleeps. Only the timer thread itself sets AWAKE once
	 * it exists. A scheduling thread that set AWAKE before it unparks could lose its core
	 * in between, and all others would rely on a wake-up that has not happened.
	 * <p>
	 * While there is no timer thread, the thread that changes NOBODY into AWAKE starts
	 * it. An idle timer thread sets NOBODY and looks at the stack once more before it
	 * ends.
	 */
	private void wakeIfBefore(long tick) {
		long wakeAt;
		while (tick < (wakeAt = this.wakeAt)) {
			if (wakeAt != NOBODY) {
				LockSupport.unpark(this.thread);
				return;
			}
			if (WAKE_AT.compareAndSet(this, NOBODY, AWAKE)) {
				start();
				return;
			}
		}
	}

	/**
	 * Starts the timer thread. If the system has no OS thread to give, timers are late,
	 * but none is lost: the caller tries again. Between two attempts it yields, because
	 * another goroutine may free an OS thread.
	 */
	private void start() {
		boolean started = false;
		try {
			started = tryStart();
			while (!started) {
				Thread.yield();
				started = tryStart();
			}
		}
		finally {
			if (!started) {
				// The caller failed, for example on a full stack: the next caller tries.
				this.wakeAt = NOBODY;
			}
		}
	}

	private boolean tryStart() {
		try {
			Thread thread = new Thread(topThreadGroup(), new Loop(), this.threadName, 0, false);
			thread.setDaemon(true);
			// The caller's class loader may belong to an application that is unloaded.
			thread.setContextClassLoader(WheelTimerQueue.class.getClassLoader());
			this.thread = thread;
			this.starter.accept(thread);
			return true;
		}
		catch (OutOfMemoryError ex) {
			return false;
		}
	}

	private static ThreadGroup topThreadGroup() {
		ThreadGroup group = Thread.currentThread().getThreadGroup();
		while (group.getParent() != null) {
			group = group.getParent();
		}
		return group;
	}

	private void run() {
		long idleSince = -1;
		for (;;) {
			long now = elapsed();
			this.sliceEnd = now + SLICE_NANOS;
			takeAdded();
			this.tick = now / TICK_NANOS;
			this.wheel.advance(this.tick, this.due);
			sweep();
			long next = (this.wheel.size() > 0) ? Math.min(this.wheel.nextTick(), this.tick + IDLE_NANOS / TICK_NANOS)
					: IDLE;
			this.wakeAt = next;
			if (this.added.hasAnyBefore(next) || this.shells.get() >= this.shellLimit) {
				continue;
			}
			if (next != IDLE) {
				idleSince = -1;
				this.time.parkUntil(this.origin + next * TICK_NANOS);
				this.wakeAt = AWAKE;
			}
			else if (idleSince < 0 || now - idleSince < IDLE_NANOS) {
				idleSince = (idleSince < 0) ? now : idleSince;
				this.time.parkUntil(this.origin + idleSince + IDLE_NANOS);
			}
			else if (endsAsNobodyHasCome()) {
				return;
			}
			Thread.interrupted();
		}
	}

	/**
	 * Returns {@code false} if a timer was pushed meanwhile that relies on this thread.
	 */
	private boolean endsAsNobodyHasCome() {
		this.wakeAt = NOBODY;
		return this.added.isEmpty() || !WAKE_AT.compareAndSet(this, NOBODY, AWAKE);
	}

	private void takeAdded() {
		Timer timer = this.added.takeAll();
		while (timer != null) {
			Timer following = timer.next;
			timer.next = null;
			if (timer.tick <= this.tick) {
				fire(timer);
			}
			else if (timer.isCancelled()) {
				this.shellsGone++;
			}
			else {
				this.wheel.add(timer);
			}
			timer = following;
		}
	}

	/**
	 * Fires a timer. If this tick has no time for its remaining parts, it is due again at
	 * the next tick.
	 */
	private void fire(Timer timer) {
		if (!timer.tryFire() && timer.isCancelled()) {
			this.shellsGone++;
			return;
		}
		Timer.Left left;
		do {
			try {
				timer.fire();
			}
			catch (Throwable ex) {
				// Must not happen. The other timers need this thread all the same.
			}
			left = timer.left();
			if (left == Timer.Left.NOTHING) {
				return;
			}
		}
		while (left == Timer.Left.MORE && elapsed() < this.sliceEnd);
		timer.tick = this.tick + 1;
		this.wheel.add(timer);
	}

	/**
	 * Removes the shells once they are half of what is in the wheel, so that each timer
	 * is looked at less than twice for that. Removes them also if the wheel holds nothing
	 * else, so that the thread can end.
	 */
	private void sweep() {
		this.shells.addAndGet(-this.shellsGone);
		this.shellsGone = 0;
		int limit = Math.max(MIN_SHELLS, this.wheel.size() / 2);
		int shells = this.shells.get();
		if (shells >= limit || (shells > 0 && shells >= this.wheel.size())) {
			this.shells.addAndGet(-this.wheel.sweep());
			limit = Math.max(MIN_SHELLS, this.wheel.size() / 2);
		}
		this.shellLimit = limit;
	}

	/**
	 * The body of the timer thread. It is no lambda, because a lambda would be linked by
	 * the caller, who may be at the end of its stack.
	 */
	private final class Loop implements Runnable {

		@Override
		public void run() {
			WheelTimerQueue.this.run();
		}

	}

}
