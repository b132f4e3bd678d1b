package dev.goroutine.spring.boot.page;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import dev.goroutine.GoroutineSnapshot;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.GoRuntimes;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * What the live page of the scheduler asks for, whatever the web stack. Safe for use by
 * several threads.
 */
public final class GoroutinePage {

	/** To look at each takes some 50 microseconds. */
	private static final int SAMPLE_SIZE = 200;

	/** Of our own: the application's may be set to write names or dates in other ways. */
	private static final JsonMapper JSON = JsonMapper.builder()
		.disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	private static final List<String> POLICIES = Stream
		.of(StealPolicy.random(), StealPolicy.sequential(), StealPolicy.busiest(), StealPolicy.none())
		.map(StealPolicy::name)
		.toList();

	private final GoRuntimes runtimes;

	private final PageAccess access;

	/**
	 * Creates the page.
	 * @param runtimes the runtimes to show
	 * @param access what may be changed
	 */
	public GoroutinePage(GoRuntimes runtimes, PageAccess access) {
		this.runtimes = runtimes;
		this.access = access;
	}

	PageResponse state(PageReading.@Nullable Csrf csrf) {
		List<PageReading.RuntimeReading> readings = this.runtimes.getAll()
			.stream()
			.map((runtime) -> PageReading.RuntimeReading.of(runtime, SAMPLE_SIZE))
			.toList();
		PageReading reading = new PageReading(readings, POLICIES, this.access.writable(), this.access.interruptible(),
				csrf);
		return new PageResponse(HttpStatus.OK, MediaType.APPLICATION_JSON, JSON.writeValueAsBytes(reading));
	}

	PageResponse goroutine(String id) {
		for (GoRuntime runtime : this.runtimes.getAll()) {
			GoroutineSnapshot goroutine = runtime.goroutine(number(id));
			if (goroutine != null) {
				return PageResponse.text(HttpStatus.OK, goroutine.traceback());
			}
		}
		return PageResponse.NOT_FOUND;
	}

	PageResponse interrupt(String id) {
		if (!this.access.interruptible()) {
			return PageResponse.FORBIDDEN;
		}
		boolean found = this.runtimes.getAll().stream().anyMatch((runtime) -> runtime.interrupt(number(id)));
		return found ? PageResponse.DONE : PageResponse.NOT_FOUND;
	}

	PageResponse change(String runtime, String json) {
		if (!this.access.writable()) {
			return PageResponse.FORBIDDEN;
		}
		try {
			Change change = JSON.readValue(json, Change.class);
			if (change == null) {
				return PageResponse.text(HttpStatus.BAD_REQUEST, "Nothing to change: the body is null");
			}
			boolean found = this.access.change(runtime, change.gomaxprocs(), change.stealPolicy(),
					change.idleMTimeoutAsDuration());
			return found ? PageResponse.DONE : PageResponse.NOT_FOUND;
		}
		catch (JacksonException ex) {
			return PageResponse.text(HttpStatus.BAD_REQUEST, ex.getOriginalMessage());
		}
		catch (IllegalArgumentException ex) {
			return PageResponse.text(HttpStatus.BAD_REQUEST, String.valueOf(ex.getMessage()));
		}
	}

	/** No goroutine has id 0. */
	private static long number(String id) {
		try {
			return Long.parseLong(id);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	/**
	 * What to change.
	 *
	 * @param gomaxprocs the number of Ps, or {@code null} to leave it
	 * @param stealPolicy the name of the policy, or {@code null} to leave it
	 * @param idleMTimeout as in a property, or {@code null} to leave it
	 */
	record Change(@Nullable Integer gomaxprocs, @Nullable String stealPolicy, @Nullable String idleMTimeout) {

		@Nullable Duration idleMTimeoutAsDuration() {
			if (this.idleMTimeout == null) {
				return null;
			}
			try {
				return DurationStyle.detectAndParse(this.idleMTimeout);
			}
			catch (IllegalArgumentException ex) {
				throw new IllegalArgumentException(
						"idleMTimeout must be a duration such as 60s, but is '" + this.idleMTimeout + "'", ex);
			}
		}

	}

}
