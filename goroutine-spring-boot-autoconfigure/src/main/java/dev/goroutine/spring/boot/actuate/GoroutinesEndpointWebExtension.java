package dev.goroutine.spring.boot.actuate;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * {@link EndpointWebExtension @EndpointWebExtension} of the {@link GoroutinesEndpoint},
 * for answers that HTTP has a status for.
 */
@EndpointWebExtension(endpoint = GoroutinesEndpoint.class)
public class GoroutinesEndpointWebExtension {

	private final GoroutinesEndpoint endpoint;

	/**
	 * Creates the extension.
	 * @param endpoint the endpoint
	 */
	public GoroutinesEndpointWebExtension(GoroutinesEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Interrupts a goroutine, which decides itself what to do about it.
	 * @param id its id
	 * @return that it is done, or that none of that id is alive (404)
	 * @throws InvalidEndpointRequestException if the id is no number
	 */
	@DeleteOperation
	public WebEndpointResponse<Void> interrupt(@Selector String id) {
		return new WebEndpointResponse<>(this.endpoint.interrupt(id).interrupted()
				? WebEndpointResponse.STATUS_NO_CONTENT : WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
