package dev.goroutine.spring.boot.page;

import org.springframework.http.HttpHeaders;

/**
 * Headers of all answers of the page.
 */
final class PageHeaders {

	private PageHeaders() {
	}

	static void add(HttpHeaders headers) {
		// Nothing inline, nothing from elsewhere, in nobody's frame.
		headers.set("Content-Security-Policy",
				"default-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'");
		headers.set("X-Content-Type-Options", "nosniff");
		headers.setCacheControl("no-store");
	}

}
