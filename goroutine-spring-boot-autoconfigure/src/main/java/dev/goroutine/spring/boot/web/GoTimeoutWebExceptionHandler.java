package dev.goroutine.spring.boot.web;

import dev.goroutine.spring.GoTimeoutException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;

/**
 * Has Spring WebFlux answer 503 to a request that ends with a {@link GoTimeoutException},
 * or with an exception that has one for a cause, and logs one line. The answer is that of
 * Boot's handler, which comes next.
 */
public final class GoTimeoutWebExceptionHandler implements WebExceptionHandler, Ordered {

	private static final Log log = LogFactory.getLog(GoTimeoutWebExceptionHandler.class);

	/**
	 * Creates the handler.
	 */
	public GoTimeoutWebExceptionHandler() {
	}

	@Override
	public int getOrder() {
		// Boot's is -1.
		return -2;
	}

	@Override
	public Mono<Void> handle(ServerWebExchange exchange, Throwable ex) {
		GoTimeoutException timeout = GoTimeoutException.in(ex);
		if (timeout == null || ex instanceof ResponseStatusException || exchange.getResponse().isCommitted()) {
			return Mono.error(ex);
		}
		ServerHttpRequest request = exchange.getRequest();
		log.warn(request.getMethod() + " " + request.getPath() + " is answered 503: " + timeout.getMessage());
		return Mono.error(new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, timeout.getMessage(), timeout));
	}

}
