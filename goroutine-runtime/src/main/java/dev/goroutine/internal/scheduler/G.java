package dev.goroutine.internal.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import dev.goroutine.internal.base.CoarseClock;
import dev.goroutine.internal.base.RuntimeWait;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.table.CallSites;
import dev.goroutine.internal.table.Listed;
import dev.goroutine.internal.table.Shard;
import org.jspecify.annotations.Nullable;

/**
 * A G: a body, its future, and the virtual thread that runs it.
 * <p>
 * It is one object in three roles, so that a goroutine costs no more than it must: the
 * task of the virtual thread, the future of the result, and the {@link Executor} that the
 * JDK knows as the scheduler of that thread. So the receiver of {@link #execute} tells
 * which goroutine has become ready.
 *
 * @param <T> the type of the result
 */
public abstract class G<T extends @Nullable Object> extends FutureTask<T> implements Executor, Resumable, Listed {

	/** A flag of {@link #place}: nothing is left to do on its thread. */
	private static final int DEAD = 1 << 31;

	/**
	 * A flag of {@link #place}: its thread has something to run once its outcome is
	 * there.
	 */
	private static final int LINGERS = 1 << 30;

	/** A flag of {@link #place}: it was counted as completed. */
	private static final int COMPLETED = 1 << 29;

	private static final VarHandle PLACE;

	/**
	 * No VarHandle: linking a VarHandle takes memory, and this one is used when there is
	 * none.
	 */
	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<G, @Nullable Resumable> LINK = AtomicReferenceFieldUpdater
		.newUpdater(G.class, Resumable.class, "link");

	static {
		try {
			MethodHandles.Lookup lookup = MethodHandles.lookup();
			PLACE = lookup.findVarHandle(G.class, "place", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private final Scheduler scheduler;

	/** Set by {@link #start} before any other thread sees this object. */
	private @Nullable Thread thread;

	/** Resumes the virtual thread. The JDK hands it over when the thread starts. */
	private @Nullable Runnable continuation;

	/** The shard that this goroutine leaves at its end. */
	private @Nullable Shard home;

	/**
	 * The slot in the table of {@link #home} plus 1, and flags. {@link #DEAD} is the sign
	 * bit.
	 */
	private volatile int place;

	/**
	 * When it was last seen to run, by the scheduler's {@link CoarseClock}. The field is
	 * plain, because readers want no more than a recent value. A VarHandle would have to
	 * be linked, which takes memory, at a moment when an M has taken this goroutine from
	 * its queue and not run it yet.
	 */
	private int ranAt;

	/**
	 * Its {@linkplain #link() place in the queues}: a field, so that queueing takes no
	 * memory.
	 */
	private volatile @Nullable Resumable link;

	protected G(Scheduler scheduler, Callable<T> body) {
		super(body);
		this.scheduler = scheduler;
	}

	/**
	 * Starts the goroutine: Go's {@code newproc}.
	 * @param name the name of its thread
	 * @param handler the uncaught exception handler of its thread, {@code null} for the
	 * JVM's
	 * @throws RejectedExecutionException if the scheduler takes no new goroutines
	 */
	public final void start(String name, Thread.@Nullable UncaughtExceptionHandler handler) {
		this.scheduler.checkAccepting();
		Thread thread = VirtualThreads.unstarted(this, name, this);
		if (handler != null) {
			thread.setUncaughtExceptionHandler(handler);
		}
		this.thread = thread;
		try {
			this.scheduler.start(thread);
		}
		catch (Throwable ex) {
			// It will never run, whether it was counted in or not.
			if (this.home != null) {
				complete(true);
				goexit();
			}
			throw ex;
		}
	}

	/**
	 * Called by the JDK when this goroutine starts, is unparked or yields, and also when
	 * a virtual thread that it has started does. The calling thread is the virtual thread
	 * that causes it, pinned, or the M itself, or any platform thread.
	 */
	@Override
	public final void execute(Runnable continuation) {
		if (this.continuation == null) {
			// The very first call is for this goroutine: children can only follow.
			this.scheduler.newproc(this);
			this.continuation = continuation;
		}
		this.scheduler.ready((continuation == this.continuation) ? this : null, continuation);
	}

	@Override
	public final void resume() {
		this.link = null;
		Runnable continuation = this.continuation;
		assert continuation != null;
		continuation.run();
	}

	@Override
	public final @Nullable Resumable link() {
		return this.link;
	}

	@Override
	public final void link(@Nullable Resumable link) {
		this.link = link;
	}

	@Override
	public final boolean claim() {
		return LINK.compareAndSet(this, null, END);
	}

	/** Runs the body. The body's thread begins and ends here. */
	@Override
	public final void run() {
		this.scheduler.events.started(this);
		try {
			super.run();
		}
		finally {
			complete(false);
			goexit();
		}
	}

	@Override
	protected void set(T result) {
		Caller.othersMayGoFirst();
		complete(false);
		super.set(result);
	}

	@Override
	protected void setException(Throwable failure) {
		Caller.othersMayGoFirst();
		complete(true);
		super.setException(failure);
	}

	@Override
	public T get() throws InterruptedException, ExecutionException {
		checkStackRoom();
		return super.get();
	}

	@Override
	public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
		checkStackRoom();
		return super.get(timeout, unit);
	}

	/** Checks the stack if the caller may have to wait. */
	private void checkStackRoom() {
		if (!super.isDone()) {
			Caller.checkStackRoom();
		}
	}

	@Override
	public boolean isDone() {
		Caller.othersMayGoFirst();
		boolean done = super.isDone();
		Caller.othersMayGoFirst();
		return done;
	}

	@Override
	public boolean cancel(boolean mayInterruptIfRunning) {
		Caller.othersMayGoFirst();
		boolean cancelled = super.cancel(mayInterruptIfRunning);
		Caller.othersMayGoFirst();
		return cancelled;
	}

	/**
	 * What this goroutine waits for, as far as its blocker tells.
	 * @param blocker the object on which it is parked
	 * @return some words as Go uses them, {@code null} if the blocker tells nothing
	 */
	protected @Nullable String waitReason(@Nullable Object blocker) {
		return (blocker instanceof RuntimeWait wait) ? wait.waitReason() : null;
	}

	/**
	 * Makes this goroutine stay alive until {@link #done()} has returned, if that runs on
	 * its thread. This comes too late once its thread has seen that nobody wants it to
	 * stay: then its outcome is there, or about to be. <pre>
	 * the goroutine                     thread that wants a callback
	 * the body has ended
	 *                                   place -> LINGERS
	 * place -> DEAD fails: stays alive
	 * future is done, calls back
	 * place -> DEAD
	 * or
	 * place -> DEAD
	 *                                   place is DEAD: waits for the outcome
	 * future is done
	 *                                   runs the callback itself
	 * </pre>
	 * @return whether it stays alive
	 */
	protected final boolean linger() {
		int place = this.place;
		while (place >= 0 && (place & LINGERS) == 0) {
			if (PLACE.compareAndSet(this, place, place | LINGERS)) {
				return true;
			}
			place = this.place;
		}
		return lingers(place);
	}

	/**
	 * Whether {@link #linger()} was called in time.
	 * @return the value that {@link #linger()} has returned, even after the end
	 */
	protected final boolean lingers() {
		return lingers(this.place);
	}

	private static boolean lingers(int place) {
		return (place & LINGERS) != 0;
	}

	/**
	 * Counts this goroutine as completed, before its future tells anybody that it is. If
	 * nothing else is left to do on its thread, it is counted out as well, so that a
	 * thread that joins it finds it gone.
	 * <p>
	 * A goroutine counts as cancelled if its future was cancelled, whatever its body has
	 * made of that.
	 */
	private void complete(boolean failure) {
		int place = this.place;
		if (place < 0 || (place & COMPLETED) != 0) {
			return;
		}
		boolean cancelled = isCancelled();
		boolean failed = failure && !cancelled;
		Shard home = this.home;
		assert home != null;
		if (!lingers(place) && PLACE.compareAndSet(this, place, place | COMPLETED | DEAD)) {
			if (home.goroutines.remove(slot(place), this)) {
				this.scheduler.completed(this, failed, cancelled, false);
			}
		}
		else {
			this.place = place | COMPLETED | LINGERS;
			this.scheduler.completed(this, failed, cancelled, true);
		}
	}

	/** Counts this goroutine out, if that has not happened yet. */
	private void goexit() {
		int place = this.place;
		if (place >= 0) {
			this.place = place | DEAD;
			Shard home = this.home;
			assert home != null;
			if (home.goroutines.remove(slot(place), this)) {
				this.scheduler.goexit();
			}
		}
	}

	private static int slot(int place) {
		return (place & ~(DEAD | LINGERS | COMPLETED)) - 1;
	}

	@Override
	public final void enroll(Shard home, int slot) {
		this.home = home;
		PLACE.setRelease(this, slot + 1);
	}

	/**
	 * Notes when it was seen to run. Its M calls this, and a thread that takes the M's P.
	 * Mostly it is still the same second.
	 */
	public final void ranAt(int seconds) {
		if (this.ranAt != seconds) {
			this.ranAt = seconds;
		}
	}

	public int ranAt() {
		return this.ranAt;
	}

	/**
	 * How long ago it last ran, good to a second or so. If its M has lost its P, how long
	 * ago that was.
	 * @return seconds
	 */
	public final int secondsSinceRun() {
		return Math.max(this.scheduler.clock.update(System.nanoTime()) - this.ranAt, 0);
	}

	/**
	 * The id of the goroutine that has created it. Only the lower half is stored, which
	 * is enough unless more than 4 billion threads were created in between.
	 * @return the id, or 0 if the creator was no goroutine of the same scheduler or this
	 * goroutine has ended
	 */
	public final long creatorId() {
		int place = this.place;
		Shard home = this.home;
		int half = (place > 0 && home != null) ? home.goroutines.creator(slot(place)) : 0;
		// If this goroutine has ended meanwhile, the slot may belong to another one.
		if (half == 0 || isDead()) {
			return 0;
		}
		return creatorId(thread().threadId(), half);
	}

	/**
	 * Completes the stored half of a creator's id. The creator is older, so its id is
	 * lower.
	 */
	public static long creatorId(long own, int half) {
		long id = (own & ~0xFFFF_FFFFL) | (half & 0xFFFF_FFFFL);
		return (id < own) ? id : id - 0x1_0000_0000L;
	}

	/**
	 * Where it was created, if {@link CallSites} are recorded.
	 * @return the frame that has called the runtime, or {@code null}
	 */
	public final @Nullable StackTraceElement createdAt() {
		int place = this.place;
		Shard home = this.home;
		if (place <= 0 || home == null) {
			return null;
		}
		StackTraceElement site = home.goroutines.site(slot(place));
		// If this goroutine has ended meanwhile, the slot may belong to another one.
		return isDead() ? null : site;
	}

	/**
	 * Runs a task that may take any time, when the future has been completed. It runs on
	 * the calling thread, or elsewhere if the runtime refuses new goroutines and the
	 * caller is not this goroutine: that caller may be the thread that shuts down, which
	 * must not wait.
	 * @param task does not throw
	 */
	protected final void callBack(Runnable task) {
		if (Thread.currentThread() != this.thread && this.scheduler.isRefusing()) {
			this.scheduler.runElsewhere(task);
		}
		else {
			task.run();
		}
	}

	public final Scheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * Names its thread after its failure. A name costs time at each start, and most
	 * goroutines never need one. If the failure is a lack of memory, it is reported
	 * without a name.
	 */
	protected final void ensureNamed() {
		Thread thread = thread();
		if (thread.getName().isEmpty()) {
			try {
				thread.setName(this.scheduler.name + "-" + thread.threadId());
			}
			catch (OutOfMemoryError | StackOverflowError ex) {
				// The failure matters more than the name.
			}
		}
	}

	public final boolean belongsTo(Scheduler scheduler) {
		return this.scheduler == scheduler;
	}

	@Override
	public final Thread thread() {
		Thread thread = this.thread;
		if (thread == null) {
			throw new IllegalStateException("Not started");
		}
		return thread;
	}

	/**
	 * Whether no code of the user runs on its thread any more: neither its body, nor
	 * anything that depends on its future.
	 * @return whether it has ended
	 */
	public final boolean isDead() {
		return this.place < 0;
	}

	/**
	 * The M that runs it at present.
	 * @return the M, or {@code null}
	 */
	public final @Nullable Machine machine() {
		return this.scheduler.machineOf(this);
	}

	/**
	 * The goroutine that the caller runs on.
	 * @return the goroutine, or {@code null}
	 */
	public static @Nullable G<?> current() {
		Thread thread = Thread.currentThread();
		if (thread.isVirtual() && VirtualThreads.isOpen() && VirtualThreads.scheduler(thread) instanceof G<?> g) {
			// A virtual thread that a goroutine has started inherits its scheduler, but
			// is no goroutine.
			return (g.thread == thread) ? g : null;
		}
		return null;
	}

}
