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
 * The answer to a request for a trace: Go's {@code /debug/pprof/trace}.
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
			// The application stops, so the trace ends here.
			Thread.currentThread().interrupt();
		}
		// The file is made as it is read. Both web stacks know that a resource of
		// this very class has no length.
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
			// Refused below, as a number that is out of bounds.
		}
		throw GoroutinesQuery.invalid("seconds", "a whole number from 1 to " + MAX_SECONDS, seconds);
	}

}
