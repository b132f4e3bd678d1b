package dev.goroutine.spring.boot.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import dev.goroutine.GoRuntime;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.convert.DurationStyle;

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
	 * @param idleMTimeout how long an OS thread (M) without work stays, such as
	 * {@code 60s} or {@code PT60S}, or {@code null} to leave it
	 * @return the runtime as it is then
	 * @throws InvalidEndpointRequestException if there is no such runtime, if a value is
	 * bad or if none is given
	 */
	@WriteOperation
	public RuntimeDescriptor change(@Selector String runtime, @Nullable Integer gomaxprocs,
			@Nullable String stealPolicy, @Nullable String idleMTimeout) {
		GoRuntime found = this.runtimes.find(runtime);
		if (found == null) {
			throw invalid("there is no runtime '" + runtime + "', only "
					+ this.runtimes.getAll().stream().map(GoRuntime::name).collect(Collectors.joining(", ")));
		}
		if (gomaxprocs == null && stealPolicy == null && idleMTimeout == null) {
			throw invalid("Nothing to change: give gomaxprocs, stealPolicy or idleMTimeout");
		}
		try {
			Duration timeout = (idleMTimeout != null) ? idleMTimeout(idleMTimeout) : found.idleMTimeout();
			StealPolicy policy = (stealPolicy != null) ? StealPolicy.of(stealPolicy) : found.stealPolicy();
			if (gomaxprocs != null) {
				found.gomaxprocs(gomaxprocs);
			}
			// From here on nothing can fail.
			found.stealPolicy(policy);
			found.idleMTimeout(timeout);
		}
		catch (IllegalArgumentException ex) {
			throw invalid(String.valueOf(ex.getMessage()));
		}
		return RuntimeDescriptor.of(found.snapshot());
	}

	/** A text, since a JMX console cannot make a duration. */
	private static Duration idleMTimeout(String text) {
		Duration timeout;
		try {
			timeout = DurationStyle.detectAndParse(text);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException("idleMTimeout must be a duration such as 60s, but is '" + text + "'",
					ex);
		}
		if (timeout.isNegative()) {
			throw new IllegalArgumentException("idleMTimeout must not be negative, but is " + timeout);
		}
		return timeout;
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
