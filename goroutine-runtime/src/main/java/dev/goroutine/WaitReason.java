package dev.goroutine;

/**
 * Says in dumps and traces what a goroutine waits for. A class that parks goroutines
 * passes an object with this interface to
 * {@link java.util.concurrent.locks.LockSupport#park(Object) LockSupport.park} as the
 * blocker. In Go this is the {@code waitReason} of {@code gopark}.
 */
@FunctionalInterface
public interface WaitReason {

	/**
	 * The reason why a goroutine waits that is parked on this object. The method may be
	 * called from any thread at any time, so it must neither block nor have effects. If
	 * it throws, the reason is {@code park}.
	 * @return some words as Go uses them, such as {@code chan receive}
	 */
	String waitReason();

}
