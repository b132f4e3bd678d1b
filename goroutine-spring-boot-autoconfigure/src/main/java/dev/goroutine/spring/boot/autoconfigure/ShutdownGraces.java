package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.goroutine.spring.boot.autoconfigure.GoroutineProperties.Shutdown;
import dev.goroutine.spring.runtime.GoRuntimeLifecycle;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.env.Environment;

/**
 * How long goroutines get to end, by the name of their runtime. They are bound apart from
 * the other properties, since the lifecycle is there before all other beans, the
 * properties included.
 *
 * @param grace the grace of runtimes that have none of their own
 * @param ofRuntimes the graces of {@code goroutine.runtimes}, by name
 */
record ShutdownGraces(Duration grace, Map<String, Duration> ofRuntimes) {

	/**
	 * Reads the properties.
	 * @throws InvalidConfigurationPropertyValueException if a grace is negative
	 */
	static ShutdownGraces bind(Environment environment) {
		Shutdown shutdown = Binder.get(environment).bindOrCreate("goroutine.shutdown", Shutdown.class);
		Map<String, Duration> ofRuntimes = new HashMap<>();
		FurtherRuntimesRegistrar.bind(environment)
			.forEach((name, properties) -> ofRuntimes.put(name,
					checked("goroutine.runtimes." + name, properties.shutdown())));
		return new ShutdownGraces(checked("goroutine", shutdown), ofRuntimes);
	}

	private static Duration checked(String prefix, Shutdown shutdown) {
		Duration grace = shutdown.grace();
		if (grace.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".shutdown.grace", grace,
					"the grace must not be negative, but is " + grace);
		}
		return grace;
	}

	GoRuntimeLifecycle lifecycle() {
		return new GoRuntimeLifecycle((runtime) -> this.ofRuntimes.getOrDefault(runtime.name(), this.grace));
	}

}
