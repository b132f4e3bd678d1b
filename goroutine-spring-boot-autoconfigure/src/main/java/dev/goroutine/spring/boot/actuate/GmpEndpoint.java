package dev.goroutine.spring.boot.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.goroutine.GoRuntime;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.GoRuntimes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@link Endpoint @Endpoint} that shows the Gs, Ms and Ps of the runtimes: Go's
 * {@code schedtrace}.
 */
@Endpoint(id = "gmp", defaultAccess = Access.READ_ONLY)
public class GmpEndpoint {

	private final GoRuntimes runtimes;

	/**
	 * Creates the endpoint.
	 * @param runtimes the runtimes to show
	 */
	public GmpEndpoint(GoRuntimes runtimes) {
		this.runtimes = runtimes;
	}

	/**
	 * All runtimes, by name.
	 * @return the runtimes as they are now
	 */
	@ReadOperation
	public RuntimesDescriptor runtimes() {
		Map<String, RuntimeDescriptor> descriptors = new LinkedHashMap<>();
		for (GoRuntime runtime : this.runtimes.getAll()) {
			descriptors.put(runtime.name(), RuntimeDescriptor.of(runtime.snapshot()));
		}
		return new RuntimesDescriptor(descriptors);
	}

	/**
	 * One runtime.
	 * @param runtime the name of the runtime
	 * @return the runtime as it is now, or {@code null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable RuntimeDescriptor runtime(@Selector String runtime) {
		GoRuntime found = this.runtimes.find(runtime);
		return (found != null) ? RuntimeDescriptor.of(found.snapshot()) : null;
	}

	/**
	 * Changes a runtime while it runs: all that is given, or nothing if any of it is bad.
	 * @param runtime the name of the runtime
	 * @param gomaxprocs the number of processors (P), or {@code null} to leave it
	 * @param stealPolicy the name of a built-in policy, or {@code null} to leave it
	 * @param idleMTimeout how long an OS thread (M) without work stays, or {@code null}
	 * to leave it
	 * @return the runtime as it is then, or that there is none of that name
	 * @throws InvalidEndpointRequestException if a value is bad or none is given
	 */
	@WriteOperation
	public WebEndpointResponse<RuntimeDescriptor> change(@Selector String runtime, @Nullable Integer gomaxprocs,
			@Nullable String stealPolicy, @Nullable Duration idleMTimeout) {
		GoRuntime found = this.runtimes.find(runtime);
		if (found == null) {
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
		}
		if (gomaxprocs == null && stealPolicy == null && idleMTimeout == null) {
			throw invalid("Nothing to change: give gomaxprocs, stealPolicy or idleMTimeout");
		}
		if (idleMTimeout != null && idleMTimeout.isNegative()) {
			throw invalid("idleMTimeout must not be negative, but is " + idleMTimeout);
		}
		try {
			StealPolicy policy = (stealPolicy != null) ? StealPolicy.of(stealPolicy) : found.stealPolicy();
			if (gomaxprocs != null) {
				found.gomaxprocs(gomaxprocs);
			}
			// From here on nothing can fail.
			found.stealPolicy(policy);
			if (idleMTimeout != null) {
				found.idleMTimeout(idleMTimeout);
			}
		}
		catch (IllegalArgumentException ex) {
			throw invalid(String.valueOf(ex.getMessage()));
		}
		return new WebEndpointResponse<>(RuntimeDescriptor.of(found.snapshot()));
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

	private static InvalidEndpointRequestException invalid(String reason) {
		return new InvalidEndpointRequestException(reason, reason);
	}

	/**
	 * The runtimes.
	 *
	 * @param runtimes the runtimes, by name
	 */
	public record RuntimesDescriptor(Map<String, RuntimeDescriptor> runtimes) implements OperationResponseBody {

	}

}
