package dev.goroutine.spring.boot.actuate;

import java.time.Duration;
import java.util.Map;

import dev.goroutine.GoRuntime;
import dev.goroutine.SchedulerTrace;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.InputStreamResource;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * The answer to who asks for a trace: Go's {@code /debug/pprof/trace}.
 */
final class TraceResponse {

	private static final int DEFAULT_SECONDS = 5;

	private static final int MAX_SECONDS = 60;

	private static final int CONFLICT = 409;

	private static final MimeType JSON = MimeTypeUtils.APPLICATION_JSON;

	private TraceResponse() {
	}

	static WebEndpointResponse<?> record(GoRuntime runtime, @Nullable String seconds) {
		Duration duration = Duration.ofSeconds((seconds != null) ? number(seconds) : DEFAULT_SECONDS);
		SchedulerTrace trace;
		try {
			trace = runtime.trace(duration);
		}
		catch (IllegalStateException ex) {
			return new WebEndpointResponse<>(Map.of("error", String.valueOf(ex.getMessage())), CONFLICT, JSON);
		}
		try (trace) {
			Thread.sleep(duration);
		}
		catch (InterruptedException ex) {
			// The application stops: what there is will do.
			Thread.currentThread().interrupt();
		}
		// Made as it is read, and of this very class: both web stacks know that it has no
		// length.
		return new WebEndpointResponse<>(new InputStreamResource(trace::newInputStream), JSON);
	}

	private static int number(String seconds) {
		try {
			int number = Integer.parseInt(seconds);
			if (number >= 1 && number <= MAX_SECONDS) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// One message says it all.
		}
		throw GoroutinesQuery.invalid("seconds", "a whole number from 1 to " + MAX_SECONDS, seconds);
	}

}
