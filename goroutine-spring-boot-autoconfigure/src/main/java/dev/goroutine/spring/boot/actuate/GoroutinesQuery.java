package dev.goroutine.spring.boot.actuate;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.goroutine.GoRuntime;
import dev.goroutine.GoroutineFilter;
import dev.goroutine.GoroutineSnapshot;
import dev.goroutine.GoroutineStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/**
 * Which goroutines the {@link GoroutinesEndpoint} is asked for.
 *
 * @param status the status that they must have, or {@code null}
 * @param name the text that their names must contain, or {@code null}
 * @param limit how many of a runtime at most
 */
record GoroutinesQuery(@Nullable GoroutineStatus status, @Nullable String name, int limit) {

	/** So many take half a second or so. */
	private static final int DEFAULT_LIMIT = 10_000;

	/** So many take some seconds. */
	private static final int MAX_LIMIT = 100_000;

	static GoroutinesQuery of(@Nullable String state, @Nullable String name, @Nullable String limit) {
		return new GoroutinesQuery((state != null) ? status(state) : null, name,
				(limit != null) ? limit(limit) : DEFAULT_LIMIT);
	}

	private static GoroutineStatus status(String state) {
		// Goroutines that have ended are not there to be seen.
		return Arrays.stream(GoroutineStatus.values())
			.filter((status) -> status != GoroutineStatus.DEAD && status.name().equalsIgnoreCase(state))
			.findFirst()
			.orElseThrow(() -> invalid("state", "runnable, running, waiting or blocked", state));
	}

	private static int limit(String limit) {
		try {
			int number = Integer.parseInt(limit);
			if (number >= 1 && number <= MAX_LIMIT) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// Refused below, as a number that is out of bounds.
		}
		throw invalid("limit", "a whole number from 1 to " + MAX_LIMIT, limit);
	}

	static InvalidEndpointRequestException invalid(String parameter, String allowed, String value) {
		String reason = parameter + " must be " + allowed + ", but is '" + value + "'";
		return new InvalidEndpointRequestException(reason, reason);
	}

	static String lowerCase(GoroutineStatus status) {
		return status.name().toLowerCase(Locale.ROOT);
	}

	Result run(GoRuntime runtime) {
		// Asks for one more, to know whether there are more.
		List<GoroutineSnapshot> goroutines = runtime
			.goroutines(new GoroutineFilter(this.status, this.name, this.limit + 1));
		boolean truncated = goroutines.size() > this.limit;
		return new Result(truncated ? goroutines.subList(0, this.limit) : goroutines, truncated);
	}

	/**
	 * What was found.
	 *
	 * @param goroutines the goroutines
	 * @param truncated whether there are more
	 */
	record Result(List<GoroutineSnapshot> goroutines, boolean truncated) {

	}

}
