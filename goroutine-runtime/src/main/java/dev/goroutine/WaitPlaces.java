package dev.goroutine;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.base.RuntimeWait;
import dev.goroutine.internal.table.Plumbing;
import dev.goroutine.internal.table.WaitPlace;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a goroutine waits for, and where: the {@link WaitPlace} that dumps and
 * reports of leaks show. The words are Go's.
 */
final class WaitPlaces {

	static final String SLEEP = "sleep";

	static final String IO = "IO wait";

	static final String SYNC = "sync wait";

	/** A wait to enter {@code synchronized}, in Go's words. */
	static final String MONITOR = "sync.Mutex.Lock";

	/** A wait in {@link Object#wait()}, in Go's words. */
	static final String NOTIFICATION = "sync.Cond.Wait";

	static final String JOIN = "goroutine join";

	static final String BLOCKED = "blocked in native code or file I/O";

	static final String PARK = "park";

	private WaitPlaces() {
	}

	static WaitPlace find(Thread thread, boolean readStack) {
		Object blocker = LockSupport.getBlocker(thread);
		List<StackTraceElement> stack = readStack ? List.of(thread.getStackTrace()) : List.of();
		return new WaitPlace(reason(thread.getState(), blocker, stack), userFrame(GoroutineSnapshots.visible(stack)));
	}

	/** The first frame of the user, or the top of a stack without any. */
	private static @Nullable StackTraceElement userFrame(List<StackTraceElement> stack) {
		for (StackTraceElement frame : stack) {
			if (!frame.getClassName().startsWith("java.") && !Plumbing.ofWait(frame.getClassName())) {
				return frame;
			}
		}
		return stack.isEmpty() ? null : stack.getFirst();
	}

	/**
	 * The reason of a goroutine that has parked.
	 * @param state the state of its thread
	 * @param blocker the blocker on which its thread has parked, if that is known
	 * @param stack the stack of its thread
	 */
	static String reason(Thread.State state, @Nullable Object blocker, List<StackTraceElement> stack) {
		if (state == Thread.State.BLOCKED) {
			return MONITOR;
		}
		String named = named(blocker);
		if (named != null) {
			return named;
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

	/**
	 * The reason that the blocker itself tells. A switch over types would be linked at
	 * its first call, which may come where a stack ends.
	 * @return the reason, {@code null} if the blocker tells none
	 */
	static @Nullable String named(@Nullable Object blocker) {
		try {
			if (blocker instanceof RuntimeWait own) {
				return own.waitReason();
			}
			return (blocker instanceof WaitReason users) ? users.waitReason() : null;
		}
		catch (RuntimeException ex) {
			// A broken blocker should not cost the whole dump.
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
