package dev.goroutine.scheduler;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import dev.goroutine.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;

/**
 * A G: a body, its future, and the virtual thread that runs it.
 * <p>
 * It is one object in three roles, so that a goroutine costs no more than it must: the
 * task of the virtual thread, the future of the result, and the {@link Executor} that the
 * JDK knows as the scheduler of that thread. Hence {@link #execute} tells by its receiver
 * which goroutine has become ready.
 *
 * @param <T> the type of the result
 */
public abstract class G<T extends @Nullable Object> extends FutureTask<T> implements Executor, Resumable {

	/** No place any more. */
	private static final int DEAD = -1;

	private static final VarHandle PLACE;

	/** No VarHandle: to link one takes memory, and this is for when there is none. */
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

	/** Set by {@link #start} before anybody else sees this. */
	private @Nullable Thread thread;

	/** What resumes the virtual thread: the JDK's, handed over when it starts. */
	private @Nullable Runnable continuation;

	/** Where to sign off at the end. */
	private @Nullable Shard home;

	/** Its slot there and 1, or {@link #DEAD}. */
	private volatile int place;

	/**
	 * When it was last seen to run, by the scheduler's {@link CoarseClock}. Plain: who
	 * reads it wants no more than a recent value, and a VarHandle would be linked, which
	 * takes memory, when an M has taken this goroutine from its queue and not run it yet.
	 */
	private int ranAt;

	/** Its place in the queues, its own so that to queue it takes no memory. */
	private volatile @Nullable Resumable link;

	protected G(Scheduler scheduler, Callable<T> body) {
		super(body);
		this.scheduler = scheduler;
	}

	/**
	 * Starts it: Go's {@code newproc}.
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
			// Counted in or not, it will never run.
			if (this.home != null) {
				goexit(true);
			}
			throw ex;
		}
	}

	/**
	 * For the JDK: called when this goroutine starts, is unparked or yields; also when a
	 * virtual thread that it has started does. The caller is the virtual thread that does
	 * it, pinned, or the M itself, or any platform thread.
	 */
	@Override
	public final void execute(Runnable continuation) {
		if (this.continuation == null) {
			// The first call of all: children can only follow.
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

	/** The body's thread begins and ends here. */
	@Override
	public final void run() {
		this.scheduler.events.started(this);
		try {
			super.run();
		}
		finally {
			goexit(false);
		}
	}

	@Override
	protected void set(T result) {
		goexit(false);
		super.set(result);
	}

	@Override
	protected void setException(Throwable failure) {
		goexit(true);
		super.setException(failure);
	}

	/**
	 * Counts this goroutine out, before its future tells anybody that it has ended.
	 */
	private void goexit(boolean failure) {
		int place = this.place;
		if (place != DEAD) {
			this.place = DEAD;
			Shard home = this.home;
			assert home != null;
			if (home.goroutines.remove(place - 1, this)) {
				this.scheduler.events.ended(this, failure);
				this.scheduler.goexit(failure);
			}
		}
	}

	final void enroll(Shard home, int slot) {
		this.home = home;
		PLACE.setRelease(this, slot + 1);
	}

	/** For the M that runs it. Mostly it is still the same second. */
	final void ranAt(int seconds) {
		if (this.ranAt != seconds) {
			this.ranAt = seconds;
		}
	}

	int ranAt() {
		return this.ranAt;
	}

	/**
	 * How long ago it last ran, good to a second or so; if its M has lost its P, how long
	 * ago it did.
	 * @return seconds
	 */
	public final int secondsSinceRun() {
		return Math.max(this.scheduler.clock.update(System.nanoTime()) - this.ranAt, 0);
	}

	/**
	 * The id of the goroutine that has created it. Half of it is remembered, which is
	 * enough as long as not more than 4 billion threads were created in between.
	 * @return the id, or 0 if it was no goroutine of the same scheduler
	 */
	public final long creatorId() {
		int place = this.place;
		Shard home = this.home;
		int half = (place > 0 && home != null) ? home.goroutines.creator(place - 1) : 0;
		// If it has ended meanwhile, that may be the next one's.
		if (half == 0 || isDead()) {
			return 0;
		}
		return creatorId(thread().threadId(), half);
	}

	/** The creator is older. */
	static long creatorId(long own, int half) {
		long id = (own & ~0xFFFF_FFFFL) | (half & 0xFFFF_FFFFL);
		return (id < own) ? id : id - 0x1_0000_0000L;
	}

	/**
	 * Where it was created, if {@link CallSites} are asked for.
	 * @return the frame that has called the runtime, or {@code null}
	 */
	public final @Nullable StackTraceElement createdAt() {
		int place = this.place;
		Shard home = this.home;
		if (place <= 0 || home == null) {
			return null;
		}
		StackTraceElement site = home.goroutines.site(place - 1);
		// If it has ended meanwhile, that may be the next one's.
		return isDead() ? null : site;
	}

	final Scheduler scheduler() {
		return this.scheduler;
	}

	final boolean belongsTo(Scheduler scheduler) {
		return this.scheduler == scheduler;
	}

	/**
	 * The virtual thread.
	 * @return the thread
	 */
	public final Thread thread() {
		Thread thread = this.thread;
		if (thread == null) {
			throw new IllegalStateException("Not started");
		}
		return thread;
	}

	/**
	 * Whether its body has ended.
	 * @return whether it has
	 */
	public final boolean isDead() {
		return this.place == DEAD;
	}

	/**
	 * The M that runs it just now.
	 * @return the M, or {@code null}
	 */
	public final @Nullable Machine machine() {
		return this.scheduler.machineOf(this);
	}

	/**
	 * The goroutine that the caller runs on.
	 * @return it, or {@code null}
	 */
	public static @Nullable G<?> current() {
		Thread thread = Thread.currentThread();
		if (thread.isVirtual() && VirtualThreads.isOpen() && VirtualThreads.scheduler(thread) instanceof G<?> g) {
			// A virtual thread that a goroutine has started has its scheduler, but is
			// none.
			return (g.thread == thread) ? g : null;
		}
		return null;
	}

}
