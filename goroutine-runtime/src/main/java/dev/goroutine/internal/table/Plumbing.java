package dev.goroutine.internal.table;

import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;

import dev.goroutine.internal.jdk.ThreadContainer;

/**
 * Tells frames of the runtime and of the JDK's virtual threads from those of the user.
 * The user has not called the former and does not want to read them. Go hides its own
 * likewise.
 */
public final class Plumbing {

	/**
	 * Classes of frames below the body of a goroutine. Some are not to be had as classes,
	 * hence the names.
	 */
	private static final List<String> BOTTOM = List.of("java.lang.VirtualThread", "java.lang.Thread",
			"jdk.internal.vm.Continuation", FutureTask.class.getName(), "dev.goroutine.internal.scheduler.G",
			"dev.goroutine.GoRuntime", "dev.goroutine.GoroutineTask", "dev.goroutine.GroupMember",
			"dev.goroutine.ErrGroup$Member", "java.lang.ScopedValue", "jdk.internal.vm.ScopedValueContainer");

	/** Classes of frames above the call that parks. */
	private static final List<String> TOP = List.of("java.lang.VirtualThread", "java.lang.System",
			"jdk.internal.vm.Continuation", "jdk.internal.misc.Unsafe");

	/** Classes of frames between the user's call that waits and the call that parks. */
	private static final List<String> WAIT = List.of("dev.goroutine.Chan", "dev.goroutine.ChanIterator",
			"dev.goroutine.ReceiveView", "dev.goroutine.SendView", "dev.goroutine.Select", "dev.goroutine.WaitGroup",
			"dev.goroutine.ErrGroup", "dev.goroutine.GoroutineTask", "dev.goroutine.Goroutine");

	/** Classes of frames between {@code go} and the scheduler. */
	private static final Set<String> START = Set.of("java.lang.VirtualThread", "java.lang.Thread",
			ThreadContainer.class.getName(), "dev.goroutine.GoRuntime", "dev.goroutine.GoroutineTask",
			"dev.goroutine.GoroutineTask$Detached", "dev.goroutine.GroupMember", "dev.goroutine.WaitGroup",
			"dev.goroutine.WaitGroup$Member", "dev.goroutine.ErrGroup", "dev.goroutine.ErrGroup$Member");

	private static final String OWN_PACKAGES = "dev.goroutine.internal.";

	private Plumbing() {
	}

	/**
	 * Whether a frame is below the body of a goroutine, if all frames below it are too.
	 * @param className the class of the frame
	 * @return whether it is
	 */
	public static boolean ofBottom(String className) {
		return isIn(BOTTOM, className);
	}

	/**
	 * Whether a frame is above the call that parks a goroutine, if all frames above it
	 * are too.
	 * @param className the class of the frame
	 * @return whether it is
	 */
	public static boolean ofTop(String className) {
		return isIn(TOP, className);
	}

	/**
	 * Whether a frame is in one of the runtime's own classes that let a goroutine wait.
	 * @param className the class of the frame
	 * @return whether it is
	 */
	public static boolean ofWait(String className) {
		return isIn(WAIT, className) || className.startsWith(OWN_PACKAGES);
	}

	/**
	 * Whether a frame is part of starting a goroutine, if all frames above it are too.
	 */
	public static boolean ofStart(String className) {
		return START.contains(className) || className.startsWith(OWN_PACKAGES);
	}

	/** Whether the class is one of these or nested in one of them. */
	private static boolean isIn(List<String> classes, String className) {
		for (String candidate : classes) {
			if (className.startsWith(candidate)
					&& (className.length() == candidate.length() || className.charAt(candidate.length()) == '$')) {
				return true;
			}
		}
		return false;
	}

}
