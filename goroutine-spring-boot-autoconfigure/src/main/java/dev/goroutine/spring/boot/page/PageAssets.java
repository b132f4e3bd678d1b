package dev.goroutine.spring.boot.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * The files of the page. They lie where nobody serves static resources from, so that they
 * are not there unless the page is enabled, whatever the application does with its own.
 */
final class PageAssets {

	static final String INDEX = "index.html";

	private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");

	private static final MediaType STYLE = MediaType.parseMediaType("text/css;charset=UTF-8");

	private static final Map<String, MediaType> ALL = Map.of(INDEX, MediaType.parseMediaType("text/html;charset=UTF-8"),
			"icon.svg", MediaType.parseMediaType("image/svg+xml"), "page.css", STYLE, "page.js", SCRIPT, "dom.js",
			SCRIPT, "history.js", SCRIPT, "picture.js", SCRIPT, "charts.js", SCRIPT, "uPlot.esm.js", SCRIPT,
			"uPlot.min.css", STYLE);

	private PageAssets() {
	}

	static PageResponse get(String name) {
		MediaType type = ALL.get(name);
		return (type != null) ? read(new ClassPathResource(name, PageAssets.class), type) : PageResponse.NOT_FOUND;
	}

	private static PageResponse read(ClassPathResource resource, MediaType type) {
		try (InputStream in = resource.getInputStream()) {
			return new PageResponse(HttpStatus.OK, type, in.readAllBytes());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
