package dev.goroutine.internal.bubble;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import dev.goroutine.internal.base.RuntimeWait;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.scheduler.Dispatcher;
import dev.goroutine.internal.scheduler.G;
import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.scheduler.Unwatched;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler for tests. One thread runs one goroutine at a time. Chance decides which
 * ready goroutine goes next and where a goroutine is preempted. Time stands still as long
 * as any goroutine has something to do. The chance comes from a seed, so that a schedule
 * can be had again.
 * <p>
 * A goroutine is <i>durably blocked</i> if it waits for something that only goroutines of
 * the bubble or its clock can bring about: it is parked on a {@link RuntimeWait}, or on
 * another goroutine of the bubble. A goroutine that waits for anything else, such as a
 * lock or I/O, may go on at any moment, and until then the bubble waits for it in real
 * time.
 */
public final class BubbleScheduler implements Dispatcher {

	/** How long nothing may come from outside while a goroutine waits for it. */
	private static final long PATIENCE_NANOS = 30_000_000_000L;

	/** How long goroutines that are interrupted at the end may take. */
	private static final long WIND_DOWN_NANOS = 5_000_000_000L;

	/** The ways in which a bubble can end. */
	public enum End {

		/** All its goroutines have ended. */
		COMPLETED,

		/** All goroutines are durably blocked, and there is no timer. */
		DEADLOCK,

		/**
		 * The first goroutine has ended, after which time stands still, and all others
		 * are durably blocked.
		 */
		LEFTOVERS,

		/** A goroutine waits for something from outside that does not come. */
		STUCK,

		/** The caller of {@link #run} was interrupted. */
		STOPPED

	}

	private final Object owner;

	private final Scheduler scheduler = new Scheduler("bubble", this);

	private final BubbleThread thread;

	/** The goroutines that are ready. Only the bubble's thread uses the list. */
	private final List<Resumable> ready = new ArrayList<>();

	private final ConcurrentLinkedQueue<Resumable> fromOutside = new ConcurrentLinkedQueue<>();

	private @Nullable Awaiter awaiter;

	private volatile @Nullable String intrusion;

	private volatile boolean stopped;

	private volatile boolean over;

	private volatile End end = End.STOPPED;

	private volatile @Nullable String dump;

	/**
	 * Creates a bubble.
	 * @param seed decides the schedule
	 * @param owner the object that the bubble belongs to
	 */
	public BubbleScheduler(long seed, Object owner) {
		this.owner = owner;
		this.thread = new BubbleThread(this.scheduler.threadGroup, seed);
	}

	/**
	 * Runs the bubble on its own thread until it ends.
	 * @param start starts the first goroutine
	 * @param dumper tells what the goroutines do, for a bubble that does not complete
	 * @return how the bubble has ended
	 * @throws InterruptedException if the caller is interrupted; the goroutines have been
	 * interrupted then too, and had the time to end
	 */
	public End run(Supplier<? extends G<?>> start, Supplier<String> dumper) throws InterruptedException {
		this.thread.start(() -> loop(start, dumper));
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			this.stopped = true;
			LockSupport.unpark(this.thread);
			this.thread.join(2 * WIND_DOWN_NANOS / 1_000_000);
			throw ex;
		}
		return this.end;
	}

	/**
	 * Tells what its goroutines did when it ended, if it did not complete.
	 * @return the dump, or {@code null}
	 */
	public @Nullable String dump() {
		return this.dump;
	}

	/**
	 * Tells which goroutine was woken from outside though durably blocked, if any was:
	 * the clock may have moved before that.
	 * @return the description, or {@code null}
	 */
	public @Nullable String intrusion() {
		return this.intrusion;
	}

	/**
	 * The bubble that the caller is in.
	 * @return the bubble, or {@code null}
	 */
	public static @Nullable BubbleScheduler currentBubble() {
		G<?> g = G.current();
		return (g != null && g.scheduler().dispatcher() instanceof BubbleScheduler bubble) ? bubble : null;
	}

	/**
	 * The scheduler that its goroutines belong to.
	 * @return the scheduler
	 */
	public Scheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * The object that the bubble belongs to.
	 * @return the object that was given to the constructor
	 */
	public Object owner() {
		return this.owner;
	}

	/**
	 * The bubble's time.
	 * @return now
	 */
	public Instant now() {
		return this.thread.timers.now();
	}

	private void loop(Supplier<? extends G<?>> start, Supplier<String> dumper) {
		End end = End.STOPPED;
		try {
			G<?> first = start.get();
			end = runUntilBlocked(first);
			if (end != End.COMPLETED) {
				this.dump = dumper.get();
				windDown();
			}
		}
		finally {
			this.end = end;
			this.over = true;
			this.scheduler.refuse();
			this.scheduler.terminate();
			abandon();
		}
	}

	private End runUntilBlocked(G<?> first) {
		while (!this.stopped) {
			if (goOn()) {
				continue;
			}
			if (this.scheduler.stats.alive() == 0) {
				return End.COMPLETED;
			}
			else if (!isDurablyBlocked()) {
				if (!awaitOutside()) {
					return End.STUCK;
				}
			}
			else if (this.awaiter != null) {
				this.awaiter.release();
			}
			else if (first.isDead()) {
				return End.LEFTOVERS;
			}
			else if (!this.thread.timers.advance()) {
				return End.DEADLOCK;
			}
		}
		return End.STOPPED;
	}

	/**
	 * Runs a goroutine that is ready or fires a timer that is due, by chance: a goroutine
	 * that a timer has woken may be faster than the next timer of the same moment, or
	 * slower.
	 * @return whether there was any
	 */
	private boolean goOn() {
		takeFromOutside();
		int ready = this.ready.size();
		int due = this.thread.timers.due();
		if (ready + due == 0) {
			return false;
		}
		if (due == 0 || this.thread.random.nextInt(ready + due) < ready) {
			run(takeReady());
		}
		else {
			this.thread.timers.fireOne();
		}
		return true;
	}

	/**
	 * Interrupts the goroutines that are left, and runs them as far as they do without
	 * time.
	 */
	private void windDown() {
		long start = System.nanoTime();
		if (this.awaiter != null) {
			this.awaiter.release();
		}
		this.scheduler.forEachGoroutine((g) -> g.thread().interrupt());
		while (this.scheduler.stats.alive() > 0 && System.nanoTime() - start < WIND_DOWN_NANOS) {
			takeFromOutside();
			if (!this.ready.isEmpty()) {
				run(takeReady());
			}
			else if (isDurablyBlocked()) {
				return;
			}
			else {
				LockSupport.parkNanos(this, WIND_DOWN_NANOS);
			}
		}
	}

	/** Lets goroutines that do not end go on as ordinary virtual threads. */
	private void abandon() {
		for (Resumable task : this.ready) {
			VirtualThreads.defaultScheduler().execute(task::resume);
		}
		releaseFromOutside();
	}

	private void releaseFromOutside() {
		Resumable task;
		while ((task = this.fromOutside.poll()) != null) {
			VirtualThreads.defaultScheduler().execute(task::resume);
		}
	}

	private void takeFromOutside() {
		Resumable task;
		while ((task = this.fromOutside.poll()) != null) {
			this.ready.add(task);
		}
	}

	private Resumable takeReady() {
		int size = this.ready.size();
		int chosen = this.thread.random.nextInt(size);
		Resumable last = this.ready.removeLast();
		return (chosen == size - 1) ? last : this.ready.set(chosen, last);
	}

	private void run(Resumable task) {
		try {
			task.resume();
		}
		catch (Throwable ex) {
			this.scheduler.warnings.unexpected(ex);
			this.scheduler.warnings.print();
		}
	}

	/**
	 * Whether all goroutines are durably blocked. Nothing is ready, so nothing in the
	 * bubble moves while this looks.
	 */
	private boolean isDurablyBlocked() {
		boolean[] durably = { true };
		this.scheduler.forEachGoroutine((g) -> durably[0] &= isDurablyBlocked(g));
		return durably[0];
	}

	private boolean isDurablyBlocked(G<?> g) {
		Thread thread = g.thread();
		Object blocker = LockSupport.getBlocker(thread);
		boolean durable = blocker instanceof RuntimeWait
				|| (blocker instanceof G<?> other && other.belongsTo(this.scheduler));
		return durable && thread.getState() == Thread.State.WAITING;
	}

	/** Returns whether something has come, if only the request to stop. */
	private boolean awaitOutside() {
		long start = System.nanoTime();
		while (this.fromOutside.isEmpty() && !this.stopped) {
			long left = PATIENCE_NANOS - (System.nanoTime() - start);
			if (left <= 0) {
				return false;
			}
			LockSupport.parkNanos(this, left);
		}
		return true;
	}

	@Override
	public void ready(Resumable task) {
		if (VirtualThreads.currentCarrier() == this.thread) {
			this.ready.add(task);
		}
		else {
			noteIntrusion(task);
			this.fromOutside.add(task);
			LockSupport.unpark(this.thread);
			if (this.over) {
				// The bubble's thread may have looked for the last time.
				releaseFromOutside();
			}
		}
	}

	private void noteIntrusion(Resumable task) {
		if (this.intrusion == null && !this.stopped && task instanceof G<?> g
				&& LockSupport.getBlocker(g.thread()) instanceof RuntimeWait reason) {
			this.intrusion = "goroutine " + g.thread().threadId() + " [" + reason.waitReason()
					+ "] was woken from outside its bubble, by " + Thread.currentThread();
		}
	}

	/**
	 * Waits until all other goroutines of the bubble are durably blocked. The caller must
	 * be a goroutine of the bubble.
	 * @throws IllegalStateException if another goroutine does so already
	 */
	public void await() {
		if (this.awaiter != null) {
			throw new IllegalStateException("Bubble.await is already in progress");
		}
		Awaiter self = new Awaiter(Thread.currentThread());
		this.awaiter = self;
		boolean interrupted = false;
		while (this.awaiter == self) {
			LockSupport.park(self);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private final class Awaiter implements RuntimeWait {

		private final Thread thread;

		Awaiter(Thread thread) {
			this.thread = thread;
		}

		void release() {
			BubbleScheduler.this.awaiter = null;
			LockSupport.unpark(this.thread);
		}

		@Override
		public String waitReason() {
			return "bubble await";
		}

	}

}
