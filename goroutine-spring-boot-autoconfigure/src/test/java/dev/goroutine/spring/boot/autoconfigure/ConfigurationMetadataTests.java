package dev.goroutine.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
		Map<String, Object> defaults = new TreeMap<>();
		for (Map<?, ?> property : list("properties")) {
			String name = (String) property.get("name");
			if (name.startsWith("goroutine.")) {
				assertThat((String) property.get("description")).as(name).isNotBlank();
				defaults.put(name, String.valueOf(property.get("defaultValue")));
			}
		}
		assertThat(defaults).isEqualTo(Map.ofEntries(Map.entry("goroutine.enabled", "true"),
				Map.entry("goroutine.gomaxprocs", "null"), Map.entry("goroutine.idle-m-timeout", "60s"),
				Map.entry("goroutine.max-m", "10000"), Map.entry("goroutine.time-slice", "10ms"),
				Map.entry("goroutine.hog-nice", "10"), Map.entry("goroutine.steal.policy", "random"),
				Map.entry("goroutine.steal.batch", "half"), Map.entry("goroutine.jdk-access", "auto"),
				Map.entry("goroutine.shutdown.grace", "30s"), Map.entry("goroutine.executor.mode", "dedicated"),
				Map.entry("goroutine.runtimes", "null"), Map.entry("goroutine.metrics.enabled", "true")));
	}

	@Test
	void choicesAreHinted() {
		assertThat(values("goroutine.steal.policy")).containsExactly("random", "sequential", "busiest", "none");
		assertThat(values("goroutine.steal.batch")).containsExactly("half", "one");
		assertThat(values("goroutine.jdk-access")).containsExactly("auto", "strict");
		assertThat(values("goroutine.executor.mode")).containsExactly("dedicated", "application");
	}

	private List<Object> values(String name) {
		return list("hints").stream()
			.filter((hint) -> hint.get("name").equals(name))
			.flatMap((hint) -> ((List<?>) hint.get("values")).stream())
			.<Object>map((value) -> ((Map<?, ?>) value).get("value"))
			.toList();
	}

	private List<Map<?, ?>> list(String key) {
		return ((List<?>) this.metadata.get(key)).stream().<Map<?, ?>>map((element) -> (Map<?, ?>) element).toList();
	}

	private static Map<?, ?> read() {
		try (InputStream in = GoroutineProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return new JsonMapper().readValue(in, Map.class);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
