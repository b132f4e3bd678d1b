package dev.goroutine.spring.boot.page;

import java.util.Optional;
import java.util.function.Supplier;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * The page in Spring WebFlux. To look at goroutines takes milliseconds, so it is not done
 * on a thread that serves connections.
 */
public final class ReactiveGoroutinePage {

	private static final boolean SECURITY = ClassUtils.isPresent(
			"org.springframework.security.web.server.csrf.CsrfToken", ReactiveGoroutinePage.class.getClassLoader());

	private final GoroutinePage page;

	/**
	 * Creates the page.
	 * @param page what it shows
	 */
	public ReactiveGoroutinePage(GoroutinePage page) {
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
			.GET("/goroutines/", (request) -> answer(() -> PageAssets.get(PageAssets.INDEX)))
			.GET("/goroutines/state",
					(request) -> csrf(request).flatMap((csrf) -> answer(() -> this.page.state(csrf.orElse(null)))))
			.GET("/goroutines/goroutine/{id}",
					(request) -> answer(() -> this.page.goroutine(request.pathVariable("id"))))
			.DELETE("/goroutines/goroutine/{id}",
					(request) -> answer(() -> this.page.interrupt(request.pathVariable("id"))))
			// No form of another site can send that.
			.POST("/goroutines/runtime/{name}", RequestPredicates.contentType(MediaType.APPLICATION_JSON),
					(request) -> request.bodyToMono(String.class)
						.defaultIfEmpty("")
						.flatMap((json) -> answer(() -> this.page.change(request.pathVariable("name"), json))))
			.GET("/goroutines/{asset}", (request) -> answer(() -> PageAssets.get(request.pathVariable("asset"))))
			.build();
	}

	private static Mono<ServerResponse> answer(Supplier<PageResponse> answer) {
		return Mono.fromSupplier(answer)
			.subscribeOn(Schedulers.boundedElastic())
			.flatMap((response) -> ServerResponse.status(response.status())
				.contentType(response.type())
				.headers(PageHeaders::add)
				.bodyValue(response.body()));
	}

	private static Mono<Optional<PageReading.Csrf>> csrf(ServerRequest request) {
		return (SECURITY ? Token.of(request) : Mono.<PageReading.Csrf>empty()).map(Optional::of)
			.defaultIfEmpty(Optional.empty());
	}

	/** Apart, since its class may be missing. */
	private static final class Token {

		static Mono<PageReading.Csrf> of(ServerRequest request) {
			Mono<CsrfToken> token = request.exchange().getAttribute(CsrfToken.class.getName());
			return (token != null) ? token.map((value) -> new PageReading.Csrf(value.getHeaderName(), value.getToken()))
					: Mono.empty();
		}

	}

}
