package dev.goroutine.spring.boot.web;

import java.io.IOException;

import dev.goroutine.spring.GoTimeoutException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.handler.AbstractHandlerExceptionResolver;

/**
 * Has Spring MVC answer 503 to a request that ends with a {@link GoTimeoutException}, or
 * with an exception that has one for a cause, and logs one line. It comes after all
 * resolvers of the application.
 */
public final class GoTimeoutExceptionResolver extends AbstractHandlerExceptionResolver {

	private static final Log log = LogFactory.getLog(GoTimeoutExceptionResolver.class);

	/**
	 * Creates the resolver.
	 */
	public GoTimeoutExceptionResolver() {
		setOrder(LOWEST_PRECEDENCE);
	}

	@Override
	protected @Nullable ModelAndView doResolveException(HttpServletRequest request, HttpServletResponse response,
			@Nullable Object handler, Exception ex) {
		GoTimeoutException timeout = GoTimeoutException.in(ex);
		if (timeout == null || response.isCommitted()) {
			return null;
		}
		try {
			response.sendError(HttpStatus.SERVICE_UNAVAILABLE.value());
		}
		catch (IOException failure) {
			return null;
		}
		log.warn(request.getMethod() + " " + request.getRequestURI() + " is answered 503: " + timeout.getMessage());
		return new ModelAndView();
	}

}
