package dev.goroutine.spring.boot.actuate;

import java.util.Map;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link GmpEndpoint}, for
 * answers that HTTP has a status or a file for.
 */
@EndpointWebExtension(endpoint = GmpEndpoint.class)
public class GmpEndpointWebExtension {

	private final GmpEndpoint endpoint;

	private final GoRuntimes runtimes;

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint
	 * @param runtimes the runtimes to trace
	 */
	public GmpEndpointWebExtension(GmpEndpoint endpoint, GoRuntimes runtimes) {
		this.endpoint = endpoint;
		this.runtimes = runtimes;
	}

	/**
	 * Changes a runtime while it runs: all that is given, or nothing if any of it is bad.
	 * @param runtime the name of the runtime
	 * @param gomaxprocs as for the endpoint
	 * @param stealPolicy as for the endpoint
	 * @param idleMTimeout as for the endpoint
	 * @return the runtime as it is then, that there is none of that name (404), or what
	 * is wrong (400)
	 */
	@WriteOperation
	public WebEndpointResponse<?> change(@Selector String runtime, @Nullable Integer gomaxprocs,
			@Nullable String stealPolicy, @Nullable String idleMTimeout) {
		if (this.runtimes.find(runtime) == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		try {
			return new WebEndpointResponse<>(this.endpoint.change(runtime, gomaxprocs, stealPolicy, idleMTimeout));
		}
		catch (InvalidEndpointRequestException ex) {
			// Boot's own answer keeps the reason to itself, and the page has to show it.
			return new WebEndpointResponse<>(Map.of("error", String.valueOf(ex.getReason())),
					WebEndpointResponse.STATUS_BAD_REQUEST);
		}
	}

	/**
	 * Records what a runtime does for some seconds, and answers with the file for
	 * Perfetto or {@code chrome://tracing}. The caller waits for so long.
	 * @param runtime the name of the runtime
	 * @param what {@code trace}
	 * @param seconds 1 to 60, or {@code null} for 5
	 * @return the file, that there is none of that name, or that a trace is being
	 * recorded already (409)
	 * @throws InvalidEndpointRequestException if the seconds are bad
	 */
	@WriteOperation(produces = "application/json")
	public WebEndpointResponse<?> trace(@Selector String runtime, @Selector String what, @Nullable String seconds) {
		GoRuntime found = what.equals("trace") ? this.runtimes.find(runtime) : null;
		if (found == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		return TraceResponse.record(found, seconds);
	}

}
