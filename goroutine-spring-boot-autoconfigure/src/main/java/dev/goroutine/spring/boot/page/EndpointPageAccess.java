package dev.goroutine.spring.boot.page;

import java.time.Duration;

import dev.goroutine.spring.boot.actuate.GmpEndpoint;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;

/**
 * {@link PageAccess} where there is Actuator: what the endpoints let anybody change over
 * HTTP, the page does too.
 */
public final class EndpointPageAccess implements PageAccess {

	private final @Nullable GmpEndpoint gmp;

	private final boolean writable;

	private final boolean interruptible;

	/**
	 * Creates the access.
	 * @param gmp the endpoint that changes runtimes, {@code null} if it is not available
	 * @param exposed the endpoints that can be reached over HTTP
	 * @param resolver knows the access to endpoints
	 */
	public EndpointPageAccess(@Nullable GmpEndpoint gmp, WebEndpointsSupplier exposed,
			EndpointAccessResolver resolver) {
		this.gmp = gmp;
		this.writable = gmp != null && isUnrestricted("gmp", exposed, resolver);
		this.interruptible = isUnrestricted("goroutines", exposed, resolver);
	}

	private static boolean isUnrestricted(String name, WebEndpointsSupplier exposed, EndpointAccessResolver resolver) {
		EndpointId id = EndpointId.of(name);
		return exposed.getEndpoints().stream().anyMatch((endpoint) -> endpoint.getEndpointId().equals(id))
				&& resolver.accessFor(id, Access.READ_ONLY) == Access.UNRESTRICTED;
	}

	@Override
	public boolean writable() {
		return this.writable;
	}

	@Override
	public boolean interruptible() {
		return this.interruptible;
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
