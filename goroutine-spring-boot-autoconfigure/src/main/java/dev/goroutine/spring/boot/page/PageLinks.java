package dev.goroutine.spring.boot.page;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.util.StringUtils;

/**
 * Where the page finds its files and the endpoints that change something, relative to
 * itself: so a base path, a port of its own, a mapping of paths and a proxy's prefix
 * change nothing.
 */
final class PageLinks {

	private final WebEndpointsSupplier endpoints;

	private final EndpointId page;

	PageLinks(WebEndpointsSupplier endpoints, EndpointId page) {
		this.endpoints = endpoints;
		this.page = page;
	}

	/** The page's own folder, seen from the page. */
	String base() {
		String path = path(this.page, (endpoint) -> true);
		return (path != null) ? path.substring(path.lastIndexOf('/') + 1) + "/" : "./";
	}

	/**
	 * An endpoint, seen from the page's folder.
	 * @param id the endpoint
	 * @param type the operation that it is to have
	 * @return the link, {@code null} if it is not exposed, or its access leaves no such
	 * operation
	 */
	@Nullable String to(String id, OperationType type) {
		String page = path(this.page, (endpoint) -> true);
		String path = path(EndpointId.of(id),
				(endpoint) -> endpoint.getOperations().stream().anyMatch((operation) -> operation.getType() == type));
		if (page == null || path == null) {
			return null;
		}
		return "../".repeat(1 + StringUtils.countOccurrencesOf(page, "/")) + path;
	}

	private @Nullable String path(EndpointId id, Predicate<ExposableWebEndpoint> condition) {
		return this.endpoints.getEndpoints()
			.stream()
			.filter((endpoint) -> endpoint.getEndpointId().equals(id))
			.filter(condition)
			.map(ExposableWebEndpoint::getRootPath)
			.findFirst()
			.orElse(null);
	}

}
