package dev.goroutine.spring.boot.page;

import java.time.Duration;

import dev.goroutine.spring.boot.actuate.GmpEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;

/**
 * {@link PageAccess} where there is Actuator: what the endpoints let anybody change over
 * the web, the page does too.
 */
public final class EndpointPageAccess implements PageAccess {

	private final @Nullable GmpEndpoint gmp;

	private final WebEndpointsSupplier endpoints;

	/**
	 * Creates the access.
	 * @param gmp the endpoint that changes runtimes, {@code null} if it is not available
	 * @param endpoints knows the endpoints on the web, with the operations that their
	 * access leaves
	 */
	public EndpointPageAccess(@Nullable GmpEndpoint gmp, WebEndpointsSupplier endpoints) {
		this.gmp = gmp;
		this.endpoints = endpoints;
	}

	@Override
	public boolean writable() {
		return this.gmp != null && offers("gmp", OperationType.WRITE);
	}

	@Override
	public boolean interruptible() {
		return offers("goroutines", OperationType.DELETE);
	}

	private boolean offers(String endpoint, OperationType type) {
		EndpointId id = EndpointId.of(endpoint);
		return this.endpoints.getEndpoints()
			.stream()
			.filter((candidate) -> candidate.getEndpointId().equals(id))
			.flatMap((candidate) -> candidate.getOperations().stream())
			.anyMatch((operation) -> operation.getType() == type);
	}

	@Override
	public boolean change(String runtime, @Nullable Integer gomaxprocs, @Nullable String stealPolicy,
			@Nullable Duration idleMTimeout) {
		if (this.gmp == null) {
			return PageAccess.super.change(runtime, gomaxprocs, stealPolicy, idleMTimeout);
		}
		try {
			return this.gmp.change(runtime, gomaxprocs, stealPolicy, idleMTimeout)
				.getStatus() != WebEndpointResponse.STATUS_NOT_FOUND;
		}
		catch (InvalidEndpointRequestException ex) {
			throw new IllegalArgumentException(ex.getReason(), ex);
		}
	}

}
