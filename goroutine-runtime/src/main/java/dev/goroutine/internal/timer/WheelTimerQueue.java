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
 * Time is counted in ticks of a millisecond. A timer never fires early, and up to a tick
 * late besides what the operating system and other timers that are due take.
 */
public final class WheelTimerQueue extends TimerQueue {

	/** A tick: what Go's and the JDK's users are used to, and a cheap rate to wake at. */
	static final long TICK_NANOS = 1_000_000;

	/**
	 * So long the thread stays when there are no timers, and sleeps at most when there
	 * are: those that it waits for may have been cancelled since. A guess, as it costs
	 * little.
	 */
	static final long IDLE_NANOS = 10_000_000_000L;

	/** So many cancelled ones may stay in any case: 32 KB. */
	static final int MIN_SHELLS = 1024;

	/**
	 * So long in each tick goes into what takes long, all of it together; the other half
	 * is left to the others that are due.
	 */
	static final long SLICE_NANOS = TICK_NANOS / 2;

	/** In {@link #wakeAt}: the thread runs, or somebody has seen to it that it will. */
	private static final long AWAKE = -1;

	/** There are no timers. */
	private static final long IDLE = Long.MAX_VALUE - 1;

	/** There is no thread. */
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

	/** Where our count of time begins, so that it is never negative. */
	private final long origin;

	private final TimerStack added = new TimerStack();

	/** Here, since the timer thread must not ask for memory. */
	private final Consumer<Timer> due = this::fire;

	/** The timer thread's, as are the next two. */
	private final TimingWheel wheel = new TimingWheel();

	/** The tick that the wheel was advanced to. */
	private long tick;

	/** When there is no more time in this tick for what takes long. */
	private long sliceEnd;

	/** Shells met since they were last subtracted from {@link #shells}. */
	private int shellsGone;

	/** How many cancelled timers are still on the stack or in the wheel. */
	private final AtomicInteger shells = new AtomicInteger();

	/** So many shells are worth a look. */
	private volatile int shellLimit = MIN_SHELLS;

	/** The tick until which the thread sleeps, or one of the constants above. */
	private volatile long wakeAt = NOBODY;

	private volatile @Nullable Thread thread;

	/**
	 * Timers whose thread is like that of who sets the first one, for tests.
	 * @param threadName the name of the timer thread
	 * @param time the clock
	 */
	WheelTimerQueue(String threadName, TimeSource time) {
		this(threadName, time, Thread::start);
	}

	/**
	 * Timers of their own.
	 * @param threadName the name of the timer thread
	 * @param time the clock
	 * @param starter starts the timer thread before it returns; it is called by who sets
	 * a timer while there is none, and throws {@code OutOfMemoryError} if there can be
	 * none
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

	/** Counted from the {@link #origin}. */
	private long elapsed() {
		return this.time.nanoTime() - this.origin;
	}

	/** The first tick at or after that time, which is more than 0. */
	static long tickOf(long nanos) {
		return (nanos - 1) / TICK_NANOS + 1;
	}

	/**
	 * Wakes the timer thread, or starts it, if it would otherwise sleep beyond that tick:
	 * <pre>
	 * who schedules                     timer thread
	 *                                   takes all from the stack
	 * pushes
	 * wakeAt is AWAKE: wakes nobody
	 *                                   finds nothing due before T
	 *                                   wakeAt = T
	 *                                   sleeps until T
	 * </pre> Both write first and read then, with a full fence between, so if the pusher
	 * sees an old {@code wakeAt}, the thread sees the new timer when it looks again
	 * before it sleeps. Only the thread itself says that it is awake: whoever said so
	 * first and woke it then could lose the core in between, and all others would rely on
	 * that.
	 * <p>
	 * Where there is no thread, whoever turns NOBODY into AWAKE is the one to start it.
	 * An idle thread writes NOBODY and looks once more before it ends.
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
	 * There being no OS thread to be had makes timers late, but must not lose any. The
	 * caller is on a goroutine as a rule, and lets others go on that may free one.
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
				// By an error of the caller's, such as a full stack: the next one tries.
				this.wakeAt = NOBODY;
			}
		}
	}

	private boolean tryStart() {
		try {
			Thread thread = new Thread(topThreadGroup(), new Loop(), this.threadName, 0, false);
			thread.setDaemon(true);
			// Not the caller's, which may be an application that is to be unloaded.
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

	/** Returns {@code false} if somebody has, and relies on this thread. */
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

	/** What there is no time for comes again with the next tick. */
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
				// Must not happen, and others wait for this thread.
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
	 * Throws the shells out when they are half of what is in the wheel, so that each
	 * timer is looked at less than twice for it, or if there is nothing else, so that the
	 * thread may end.
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
	 * No lambda, which would be linked where it is started, maybe at the end of a stack.
	 */
	private final class Loop implements Runnable {

		@Override
		public void run() {
			WheelTimerQueue.this.run();
		}

	}

}
