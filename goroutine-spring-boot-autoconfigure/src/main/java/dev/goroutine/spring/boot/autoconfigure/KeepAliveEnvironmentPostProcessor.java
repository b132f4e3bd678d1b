package dev.goroutine.spring.boot.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Sets {@code spring.main.keep-alive} for applications whose scheduled tasks run on
 * goroutines, unless they set it themselves: goroutines run on daemon threads, so without
 * a web server nothing else would keep such an application alive.
 */
class KeepAliveEnvironmentPostProcessor implements EnvironmentPostProcessor, Ordered {

	private static final String KEY = "spring.main.keep-alive";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (!environment.containsProperty(KEY) && isOn(environment, "goroutine.enabled", true)
				&& isOn(environment, "goroutine.scheduling.enabled", false)) {
			environment.getPropertySources().addLast(new MapPropertySource("goroutineKeepAlive", Map.of(KEY, true)));
		}
	}

	private static boolean isOn(ConfigurableEnvironment environment, String key, boolean unset) {
		return Binder.get(environment).bind(key, Boolean.class).orElse(unset);
	}

	/** Comes after all files and profiles have been read. */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

}
