package dev.goroutine.it.docs;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys of configuration that there are, by the metadata on the class path.
 */
final class Keys {

	private final Set<String> names = new HashSet<>();

	private final Set<String> groups = new HashSet<>();

	Keys() throws IOException {
		for (URL metadata : Collections
			.list(Keys.class.getClassLoader().getResources("META-INF/spring-configuration-metadata.json"))) {
			try (InputStream in = metadata.openStream()) {
				Map<?, ?> content = new JsonMapper().readValue(in, Map.class);
				collect(content.get("properties"), this.names);
				collect(content.get("groups"), this.groups);
			}
		}
	}

	private static void collect(@Nullable Object elements, Set<String> names) {
		if (elements instanceof List<?> list) {
			list.forEach((element) -> names.add(String.valueOf(((Map<?, ?>) element).get("name"))));
		}
	}

	/** Whether there is a key, be it one of a map. */
	boolean isThere(String key) {
		String name = key.replaceAll("\\[.*?\\]", "");
		for (int end = name.length(); end > 0; end = name.lastIndexOf('.', end - 1)) {
			if (this.names.contains(name.substring(0, end))) {
				return true;
			}
		}
		return false;
	}

	/** Whether keys begin with a name. */
	boolean isPrefix(String name) {
		return this.groups.contains(name) || this.names.stream().anyMatch((key) -> key.startsWith(name + "."));
	}

}
