package dev.goroutine.spring.boot.page;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The page in Spring MVC.
 */
public final class ServletGoroutinePage {

	private static final boolean SECURITY = ClassUtils.isPresent("org.springframework.security.web.csrf.CsrfToken",
			ServletGoroutinePage.class.getClassLoader());

	private final GoroutinePage page;

	/**
	 * Creates the page.
	 * @param page what it shows
	 */
	public ServletGoroutinePage(GoroutinePage page) {
		this.page = page;
	}

	/**
	 * The routes below {@code /goroutines}.
	 * @return the routes
	 */
	public RouterFunction<ServerResponse> routes() {
		return RouterFunctions.route()
			// Relative, so that prefixes of proxies stay.
			.GET("/goroutines",
					(request) -> ServerResponse.status(HttpStatus.FOUND)
						.header(HttpHeaders.LOCATION, "goroutines/")
						.build())
			.GET("/goroutines/", (request) -> answer(PageAssets.get(PageAssets.INDEX)))
			.GET("/goroutines/state", (request) -> answer(this.page.state(csrf(request))))
			.GET("/goroutines/goroutine/{id}", (request) -> answer(this.page.goroutine(request.pathVariable("id"))))
			.DELETE("/goroutines/goroutine/{id}", (request) -> answer(this.page.interrupt(request.pathVariable("id"))))
			// No form of another site can send that.
			.POST("/goroutines/runtime/{name}", RequestPredicates.contentType(MediaType.APPLICATION_JSON),
					(request) -> answer(this.page.change(request.pathVariable("name"), request.body(String.class))))
			.GET("/goroutines/{asset}", (request) -> answer(PageAssets.get(request.pathVariable("asset"))))
			.build();
	}

	private static ServerResponse answer(PageResponse response) {
		return ServerResponse.status(response.status())
			.contentType(response.type())
			.headers(PageHeaders::add)
			.body(response.body());
	}

	private static PageReading.@Nullable Csrf csrf(ServerRequest request) {
		return SECURITY ? Token.of(request) : null;
	}

	/** Apart, since its class may be missing. */
	private static final class Token {

		static PageReading.@Nullable Csrf of(ServerRequest request) {
			return (request.servletRequest().getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token)
					? new PageReading.Csrf(token.getHeaderName(), token.getToken()) : null;
		}

	}

}
