package dev.goroutine.scheduler;

import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;

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
public abstract class G<T> extends FutureTask<T> implements Executor, Resumable {

	private static final int DEAD = -1;

	private final Scheduler scheduler;

	/** Set by {@link #start} before anybody else sees this. */
	private @Nullable Thread thread;

	/** What resumes the virtual thread: the JDK's, handed over when it starts. */
	private @Nullable Runnable continuation;

	/** Where to sign off at the end. */
	private @Nullable Shard home;

	/** Its place there while the body has not ended. */
	private volatile int slot;

	protected G(Scheduler scheduler, Callable<T> body) {
		super(body);
		this.scheduler = scheduler;
	}

	/**
	 * Starts it: Go's {@code newproc}.
	 * @param name the name of its thread
	 * @throws RejectedExecutionException if the scheduler takes no new goroutines
	 */
	public final void start(String name) {
		this.scheduler.checkAccepting();
		Thread thread = VirtualThreads.unstarted(this, name, this);
		this.thread = thread;
		try {
			thread.start();
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
		this.scheduler.ready((continuation == this.continuation) ? this : new Foreign(continuation), continuation);
	}

	@Override
	public final void resume() {
		Runnable continuation = this.continuation;
		assert continuation != null;
		continuation.run();
	}

	/** The body's thread begins and ends here. */
	@Override
	public final void run() {
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
		int slot = this.slot;
		if (slot != DEAD) {
			this.slot = DEAD;
			Shard home = this.home;
			assert home != null;
			home.goroutines.remove(slot);
			this.scheduler.goexit(failure);
		}
	}

	final void enroll(Shard home, int slot) {
		this.home = home;
		this.slot = slot;
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
		return this.slot == DEAD;
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
