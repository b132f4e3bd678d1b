package dev.goroutine.internal.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.scheduler.Caller;

/**
 * A lock for a few instructions: Go's {@code runtime.mutex}. The class that owns the lock
 * inherits it, so that the lock lies in the cache line of the fields that it guards.
 * <p>
 * A thread that holds the lock waits for nothing but another such lock, starts no thread
 * and does not call the user's code. A thread that finds the lock taken spins, and then
 * lets others run, because the holder may be waiting for a core. The holder is never
 * background work, see {@link Caller#othersMayGoFirst}.
 * <p>
 * The stack of the holder may end. So a holder does one of two things. It begins with
 * {@link Caller#checkStackRoom}. Or it makes no change before its last call, and if a
 * call fails, the call of {@link #unlock} included, it sets {@link #locked} to 0 itself,
 * which takes no stack.
 */
public abstract class SpinLock {

	/** Number of looks that takes longer than any holder that has a core. */
	private static final int SPINS = 128;

	/**
	 * Number of turns to leave to others. A holder that has not run by then is likely to
	 * have no core.
	 */
	private static final int YIELDS = 64;

	private static final long NAP_NANOS = 100_000;

	private static final VarHandle LOCKED;

	static {
		try {
			LOCKED = MethodHandles.lookup().findVarHandle(SpinLock.class, "locked", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	/** 1 while a thread holds the lock, otherwise 0. */
	protected volatile int locked;

	/** Takes the lock. */
	public final void lock() {
		if (!LOCKED.compareAndSet(this, 0, 1)) {
			lockSlowly();
		}
	}

	/** Releases the lock. The caller must hold it. */
	public final void unlock() {
		LOCKED.setRelease(this, 0);
	}

	/**
	 * A waiter has joined the queue that this lock guards, and is about to park. Called
	 * by the thread of the waiter, without the lock. Does nothing here.
	 */
	public void arm() {
	}

	/**
	 * A waiter has left that queue unclaimed. Called by the thread of the waiter, without
	 * the lock. Does nothing here.
	 */
	public void disarm() {
	}

	private void lockSlowly() {
		for (int i = 0; !tryLock(); i++) {
			if (i < SPINS) {
				Thread.onSpinWait();
			}
			else if (i < SPINS + YIELDS) {
				Caller.tryYield();
			}
			else {
				nap();
			}
		}
	}

	/**
	 * Sleeps, but never fails, as in {@link Caller#tryYield}: the caller may hold another
	 * such lock.
	 */
	private static void nap() {
		try {
			Caller.checkStackRoom();
			LockSupport.parkNanos(NAP_NANOS);
		}
		catch (OutOfMemoryError | StackOverflowError ex) {
			Thread.onSpinWait();
		}
	}

	private boolean tryLock() {
		return this.locked == 0 && LOCKED.compareAndSet(this, 0, 1);
	}

}
