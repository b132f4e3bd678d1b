package dev.goroutine.spring.boot.autoconfigure.diagnostics;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The page of the guide that lists every key, made of the metadata from which editors
 * complete {@code application.yml}.
 */
final class ConfigurationPage {

	private static final int WIDTH = 120;

	private static final String HEAD = """
			# Configuration

			This page lists every key of `application.yml` that the starter knows.

			The build makes it of the metadata from which editors complete these keys. Do not edit it: change the
			Javadoc of `GoroutineProperties`, and have `ConfigurationMetadataTests` write the page.

			A key that is set and does nothing is one warning at start. The warning names the key, the reason, and
			what to use.
			""";

	private static final Map<String, String> DEFAULTS = Map.of("goroutine.gomaxprocs", "number of CPUs",
			"goroutine.runtimes", "none");

	private final List<Map<?, ?>> properties;

	private final List<Map<?, ?>> hints;

	ConfigurationPage(List<Map<?, ?>> properties, List<Map<?, ?>> hints) {
		this.properties = properties;
		this.hints = hints;
	}

	/** The whole page. */
	String text() {
		StringBuilder page = new StringBuilder(HEAD);
		this.properties.stream()
			.filter((property) -> !name(property).endsWith("cache.time-to-live"))
			.sorted((one, other) -> name(one).compareTo(name(other)))
			.forEach((property) -> append(property, page));
		return page.toString();
	}

	private void append(Map<?, ?> property, StringBuilder page) {
		String name = name(property);
		boolean map = String.valueOf(property.get("type")).startsWith("java.util.Map");
		page.append("\n## `").append(name).append(map ? ".<name>.*`\n\n" : "`\n\n");
		page.append(wrap(String.valueOf(property.get("description")), ""));
		Object value = property.get("defaultValue");
		page.append("\n- Default: ")
			.append((value != null) ? "`" + value + "`" : DEFAULTS.getOrDefault(name, "none"))
			.append('\n');
		for (Map<?, ?> choice : choices(name)) {
			page.append(wrap("- `" + choice.get("value") + "`: " + choice.get("description"), "  "));
		}
	}

	private List<Map<?, ?>> choices(String name) {
		return this.hints.stream()
			.filter((hint) -> name.equals(hint.get("name")) && hint.get("providers") == null)
			.flatMap((hint) -> Objects.requireNonNull((List<?>) hint.get("values")).stream())
			.<Map<?, ?>>map((choice) -> (Map<?, ?>) choice)
			.toList();
	}

	private static String name(Map<?, ?> property) {
		return String.valueOf(property.get("name"));
	}

	private static String wrap(String text, String indent) {
		StringBuilder wrapped = new StringBuilder();
		StringBuilder line = new StringBuilder();
		for (String word : text.split(" ")) {
			if (line.length() + word.length() + 1 > WIDTH) {
				wrapped.append(line).append('\n');
				line = new StringBuilder(indent);
			}
			else if (!line.toString().isBlank()) {
				line.append(' ');
			}
			line.append(word);
		}
		return wrapped.append(line).append('\n').toString();
	}

}
