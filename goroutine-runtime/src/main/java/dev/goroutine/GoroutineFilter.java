package dev.goroutine;

import org.jspecify.annotations.Nullable;

/**
 * Which goroutines to look at. With a limit, a look at a great many takes bounded time
 * and memory.
 *
 * @param status the status that goroutines must have, or {@code null} for any
 * @param name a text that the names of goroutines must contain, or {@code null} for any
 * @param limit the highest number of goroutines, 1 or more. Running goroutines have
 * precedence; it is not defined which others are left out
 */
public record GoroutineFilter(@Nullable GoroutineStatus status, @Nullable String name, int limit) {

	/** All goroutines. */
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
