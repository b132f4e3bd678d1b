package dev.goroutine;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.table.Plumbing;
import dev.goroutine.internal.table.WaitPlace;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where a goroutine waits, in the user's code.
 */
final class WaitPlaces {

	private WaitPlaces() {
	}

	static WaitPlace find(Thread thread, boolean readStack) {
		Object blocker = LockSupport.getBlocker(thread);
		List<StackTraceElement> stack = readStack ? List.of(thread.getStackTrace()) : List.of();
		return new WaitPlace(WaitReasons.of(thread.getState(), blocker, stack),
				userFrame(GoroutineSnapshots.visible(stack)));
	}

	/** If it is all ours or the JDK's, what waits. */
	private static @Nullable StackTraceElement userFrame(List<StackTraceElement> stack) {
		for (StackTraceElement frame : stack) {
			if (!frame.getClassName().startsWith("java.") && !Plumbing.ofWait(frame.getClassName())) {
				return frame;
			}
		}
		return stack.isEmpty() ? null : stack.getFirst();
	}

}
