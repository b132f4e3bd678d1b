package dev.goroutine.internal.base;

/**
 * Says in a goroutine's dump what it waits for. A class that parks goroutines passes an
 * object with this interface to
 * {@link java.util.concurrent.locks.LockSupport#park(Object) LockSupport.park} as the
 * blocker.
 */
@FunctionalInterface
public interface WaitReason {

	/**
	 * What a goroutine waits for that is parked on this. May be called by any thread at
	 * any time, so it must neither block nor have effects.
	 * @return some words as Go uses them, such as {@code chan receive}
	 */
	String waitReason();

}
