package dev.goroutine.internal.base;

/**
 * An object on which the runtime itself parks goroutines, as the blocker of
 * {@link java.util.concurrent.locks.LockSupport#park(Object) LockSupport.park}. Dumps
 * show its reason. A bubble knows by it that only the bubble or its clock can end the
 * wait.
 */
@FunctionalInterface
public interface RuntimeWait {

	/**
	 * What a goroutine waits for that is parked on this. Any thread may call it at any
	 * time.
	 * @return some words as Go uses them, such as {@code chan receive}
	 */
	String waitReason();

}
