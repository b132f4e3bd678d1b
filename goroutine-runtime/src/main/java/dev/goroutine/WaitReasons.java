package dev.goroutine;

import java.util.List;

import dev.goroutine.internal.base.WaitReason;
import dev.goroutine.internal.table.Plumbing;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a parked goroutine waits for. Nobody notes that when it parks, so it is
 * told by what it has parked on, and else by the code that has parked it.
 */
final class WaitReasons {

	static final String SLEEP = "sleep";

	static final String IO = "IO wait";

	static final String SYNC = "sync wait";

	/** Go's word for it: {@code synchronized}. */
	static final String MONITOR = "sync.Mutex.Lock";

	/** Go's word for it: {@link Object#wait()}. */
	static final String NOTIFICATION = "sync.Cond.Wait";

	static final String JOIN = "goroutine join";

	static final String BLOCKED = "blocked in native code or file I/O";

	static final String PARK = "park";

	private WaitReasons() {
	}

	/**
	 * The reason of one that has parked.
	 * @param state of its thread
	 * @param blocker what its thread has parked on, if that is known
	 * @param stack of its thread
	 */
	static String of(Thread.State state, @Nullable Object blocker, List<StackTraceElement> stack) {
		if (state == Thread.State.BLOCKED) {
			return MONITOR;
		}
		if (blocker instanceof WaitReason waitReason) {
			return named(waitReason);
		}
		if (blocker instanceof Goroutine<?>) {
			return JOIN;
		}
		for (StackTraceElement frame : stack) {
			String className = frame.getClassName();
			if (!Plumbing.ofTop(className) && !className.equals("java.util.concurrent.locks.LockSupport")) {
				return byCaller(className, frame.getMethodName());
			}
		}
		return PARK;
	}

	private static String named(WaitReason waitReason) {
		try {
			return waitReason.waitReason();
		}
		catch (RuntimeException ex) {
			// One that is broken should not cost the whole dump.
			return PARK;
		}
	}

	private static String byCaller(String className, String methodName) {
		if (className.equals("java.lang.Thread") && methodName.startsWith("sleep")) {
			return SLEEP;
		}
		if (className.equals("java.lang.Object") && methodName.startsWith("wait")) {
			return NOTIFICATION;
		}
		if (className.startsWith("sun.nio.ch.")) {
			return IO;
		}
		return className.startsWith("java.util.concurrent.") ? SYNC : PARK;
	}

}
