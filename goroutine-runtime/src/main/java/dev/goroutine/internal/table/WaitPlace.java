package dev.goroutine.internal.table;

import org.jspecify.annotations.Nullable;

/**
 * What a goroutine waits for and where.
 *
 * @param reason the reason in Go's words
 * @param frame the code of the user's that waits, or {@code null} if that is not known
 */
public record WaitPlace(String reason, @Nullable StackTraceElement frame) {

	/** Finds the place where a goroutine waits. */
	@FunctionalInterface
	public interface Finder {

		/**
		 * Finds the place where a goroutine waits.
		 * @param thread the thread of a goroutine that is parked, and may go on at any
		 * time
		 * @param readStack whether to read its stack, which takes some 50 microseconds;
		 * if not, the reason may be a guess and there is no frame
		 * @return the place
		 */
		WaitPlace find(Thread thread, boolean readStack);

	}

}
