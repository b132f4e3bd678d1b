package dev.goroutine.spring.boot.autoconfigure.diagnostics;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the metadata from which editors complete {@code application.yml}.
 */
class ConfigurationMetadataTests {

	private final Map<?, ?> metadata = read();

	@Test
	void everyPropertyIsDescribedAndHasItsDefault() {
		for (Map<?, ?> property : properties()) {
			assertThat((String) property.get("description")).as((String) property.get("name")).isNotBlank();
		}
		assertThat(defaults()).isEqualTo(Map.ofEntries(Map.entry("goroutine.enabled", "true"),
				Map.entry("goroutine.gomaxprocs", "null"), Map.entry("goroutine.idle-m-timeout", "60s"),
				Map.entry("goroutine.max-m", "10000"), Map.entry("goroutine.time-slice", "10ms"),
				Map.entry("goroutine.hog-nice", "10"), Map.entry("goroutine.leak-detection", "false"),
				Map.entry("goroutine.steal.policy", "random"), Map.entry("goroutine.steal.batch", "half"),
				Map.entry("goroutine.jdk-access", "auto"), Map.entry("goroutine.shutdown.grace", "20s"),
				Map.entry("goroutine.executor.mode", "dedicated"), Map.entry("goroutine.web.enabled", "false"),
				Map.entry("goroutine.scheduling.enabled", "false"), Map.entry("goroutine.metrics.enabled", "true"),
				Map.entry("goroutine.observation.enabled", "false"),
				Map.entry("goroutine.health.starvation-threshold", "10s"), Map.entry("goroutine.runtimes", "null")));
	}

	/** With {@code -Ddocs.write=true} this writes the page first. */
	@Test
	void pageOfTheGuideIsMadeOfTheMetadata() throws IOException {
		Path page = Path.of("..", "docs", "guide", "configuration.md");
		String expected = new ConfigurationPage(list("properties"), list("hints")).text();
		if (Boolean.getBoolean("docs.write")) {
			Files.writeString(page, expected);
		}
		assertThat(page).as("run with -Ddocs.write=true").hasContent(expected);
	}

	@Test
	void choicesAreHinted() {
		assertThat(values("goroutine.steal.policy")).containsExactly("random", "sequential", "busiest", "none");
		assertThat(values("goroutine.steal.batch")).containsExactly("half", "one");
		assertThat(values("goroutine.jdk-access")).containsExactly("auto", "strict");
		assertThat(values("goroutine.executor.mode")).containsExactly("dedicated", "application");
	}

	@Test
	void everyPropertyHasAGoodValueToAdviseInsteadOfABadOne() {
		assertThat(GoroutinePropertyFailureAnalyzer.GOOD_VALUES).containsOnlyKeys(defaults().keySet()
			.stream()
			.map((name) -> name.substring("goroutine.".length()))
			.filter((key) -> !key.equals("runtimes"))
			.toList());
	}

	private Map<String, String> defaults() {
		Map<String, String> defaults = new TreeMap<>();
		properties().forEach((property) -> defaults.put((String) property.get("name"),
				String.valueOf(property.get("defaultValue"))));
		return defaults;
	}

	private List<Map<?, ?>> properties() {
		return list("properties").stream()
			.filter((property) -> String.valueOf(property.get("name")).startsWith("goroutine."))
			.toList();
	}

	private List<Object> values(String name) {
		return list("hints").stream()
			.filter((hint) -> name.equals(hint.get("name")))
			.flatMap((hint) -> elements(hint, "values"))
			.<Object>map((value) -> ((Map<?, ?>) value).get("value"))
			.toList();
	}

	private List<Map<?, ?>> list(String key) {
		return elements(this.metadata, key).<Map<?, ?>>map((element) -> (Map<?, ?>) element).toList();
	}

	private static Stream<?> elements(Map<?, ?> map, String key) {
		List<?> elements = (List<?>) map.get(key);
		assertThat(elements).as(key).isNotNull();
		return elements.stream();
	}

	private static Map<?, ?> read() {
		try (InputStream in = ConfigurationMetadataTests.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return new JsonMapper().readValue(in, Map.class);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
