package dev.goroutine;

import org.jspecify.annotations.Nullable;

/**
 * Which goroutines to look at, so that a look at a great many takes bounded time and
 * memory.
 *
 * @param status only those of that status, or {@code null} for all
 * @param name only those whose name contains that text, or {@code null} for all
 * @param limit how many at most, 1 or more; those that run have precedence, and who else
 * is left out is not defined
 */
public record GoroutineFilter(@Nullable GoroutineStatus status, @Nullable String name, int limit) {

	/** All there are. */
	public static final GoroutineFilter ALL = new GoroutineFilter(null, null, Integer.MAX_VALUE);

	/**
	 * Checks the limit.
	 * @throws IllegalArgumentException if it is below 1
	 */
	public GoroutineFilter {
		if (limit < 1) {
			throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
		}
	}

}
