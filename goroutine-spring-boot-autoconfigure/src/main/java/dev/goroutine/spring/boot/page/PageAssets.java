package dev.goroutine.spring.boot.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.MimeType;

/**
 * The files of the page. They lie where no static resources are served from, so that they
 * are reached through the endpoint only, whatever the application does with its own
 * resources.
 */
final class PageAssets {

	private static final String INDEX = "index.html";

	private static final MimeType HTML = MimeType.valueOf("text/html;charset=UTF-8");

	private static final MimeType SCRIPT = MimeType.valueOf("text/javascript;charset=UTF-8");

	private static final MimeType STYLE = MimeType.valueOf("text/css;charset=UTF-8");

	private static final Map<String, MimeType> FILES = Map.of("icon.svg", MimeType.valueOf("image/svg+xml"), "page.css",
			STYLE, "page.js", SCRIPT, "dom.js", SCRIPT, "history.js", SCRIPT, "picture.js", SCRIPT, "charts.js", SCRIPT,
			"uPlot.esm.js", SCRIPT, "uPlot.min.css", STYLE);

	private PageAssets() {
	}

	/**
	 * The page.
	 * @param base where its files are, seen from its own address
	 */
	static WebEndpointResponse<byte[]> page(String base) {
		String html = new String(read(INDEX), StandardCharsets.UTF_8).replace("{base}", base);
		return new WebEndpointResponse<>(html.getBytes(StandardCharsets.UTF_8), HTML);
	}

	static @Nullable WebEndpointResponse<byte[]> file(String name) {
		MimeType type = FILES.get(name);
		return (type != null) ? new WebEndpointResponse<>(read(name), type) : null;
	}

	private static byte[] read(String name) {
		try (InputStream in = new ClassPathResource(name, PageAssets.class).getInputStream()) {
			return in.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
