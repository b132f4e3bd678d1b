package dev.goroutine;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.scheduler.Caller;

/**
 * A lock for a few instructions, which its owner inherits so that it lies in the cache
 * line of what it guards: Go's {@code runtime.mutex}.
 * <p>
 * Nobody waits for anything but another such lock, starts a thread or calls the user's
 * code while holding it. Who finds it taken spins, then lets others run: the holder may
 * be waiting for a core. He is no background work, see {@link Caller#othersMayGoFirst}.
 * <p>
 * The holder's stack may end. So he either begins with {@link Caller#checkStackRoom}, or
 * makes no change before his last call, and if he fails, that to {@link #unlock}
 * included, sets {@link #locked} to 0 himself, which takes no stack.
 */
abstract class SpinLock {

	/** Longer than any holder takes that has a core. */
	private static final int SPINS = 128;

	/** After so many turns of others the holder is likely to be short of a core. */
	private static final int YIELDS = 64;

	private static final long NAP_NANOS = 100_000;

	volatile int locked;

	final void lock() {
		if (!Handles.LOCKED.compareAndSet(this, 0, 1)) {
			lockSlowly();
		}
	}

	final void unlock() {
		Handles.LOCKED.setRelease(this, 0);
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

	/** As {@link Caller#tryYield}: the caller may hold another such lock. */
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
		return this.locked == 0 && Handles.LOCKED.compareAndSet(this, 0, 1);
	}

	/** Apart, see {@link Prepared}. */
	private static final class Handles {

		static final VarHandle LOCKED;

		static {
			try {
				LOCKED = MethodHandles.lookup().findVarHandle(SpinLock.class, "locked", int.class);
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

	}

}
