package dev.goroutine.spring.boot.autoconfigure.diagnostics;

import java.util.Map;
import java.util.stream.StreamSupport;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Says for a bad value of one of our properties what a good one is. Boot's own analyzers
 * name the key and the value, but cannot know that.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
class GoroutinePropertyFailureAnalyzer implements FailureAnalyzer {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("goroutine");

	private static final ConfigurationPropertyName RUNTIMES = PREFIX.append("runtimes");

	static final Map<String, String> GOOD_VALUES = Map.ofEntries(Map.entry("enabled", "true or false"),
			Map.entry("gomaxprocs", "a whole number from 1 to 1024, or leave it out to have as many as there are CPUs"),
			Map.entry("idle-m-timeout", "a duration of zero or more, such as 60s or 5m"),
			Map.entry("max-m", "a whole number of at least 1, such as 10000"),
			Map.entry("time-slice", "a duration of 1ms or more, such as 10ms"),
			Map.entry("hog-nice", "a whole number from 0 to 19, 0 for none"),
			Map.entry("leak-detection", "true or false"),
			Map.entry("steal.policy", "random, sequential, busiest or none, or define a StealPolicy bean"),
			Map.entry("steal.batch", "half or one"), Map.entry("jdk-access", "auto or strict"),
			Map.entry("shutdown.grace", "a duration of zero or more, such as 30s or 2m"),
			Map.entry("executor.mode", "dedicated or application"), Map.entry("web.enabled", "true or false"),
			Map.entry("scheduling.enabled", "true or false"), Map.entry("metrics.enabled", "true or false"),
			Map.entry("observation.enabled", "true or false"),
			Map.entry("health.starvation-threshold", "a duration of more than zero, such as 10s"));

	private final @Nullable Environment environment;

	GoroutinePropertyFailureAnalyzer(@Nullable Environment environment) {
		this.environment = environment;
	}

	@Override
	public @Nullable FailureAnalysis analyze(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof BindException bindFailure) {
				return analyze(bindFailure, bindFailure.getName(), bindFailure.getProperty(), null,
						NestedExceptionUtils.getMostSpecificCause(bindFailure).getMessage());
			}
			if (cause instanceof InvalidConfigurationPropertyValueException invalid) {
				ConfigurationPropertyName name = ConfigurationPropertyName.of(invalid.getName());
				return analyze(invalid, name, find(name), invalid.getValue(), invalid.getReason());
			}
		}
		return null;
	}

	private @Nullable FailureAnalysis analyze(Throwable cause, ConfigurationPropertyName bound,
			@Nullable ConfigurationProperty property, @Nullable Object value, @Nullable String reason) {
		ConfigurationPropertyName name = (property != null) ? property.getName() : bound;
		String good = PREFIX.isAncestorOf(name) ? GOOD_VALUES.get(key(name)) : null;
		if (good == null) {
			return null;
		}
		StringBuilder description = new StringBuilder("The property ").append(name).append(" has the value '");
		description.append((property != null) ? property.getValue() : value).append("'");
		if (property != null && property.getOrigin() != null) {
			description.append(" (from ").append(property.getOrigin()).append(")");
		}
		description.append(", which is not valid: ").append(reason);
		return new FailureAnalysis(description.toString(), "Set " + name + " to " + good + ".", cause);
	}

	/** Returns the key of the default runtime: further runtimes have the same keys. */
	private static String key(ConfigurationPropertyName name) {
		boolean further = RUNTIMES.isAncestorOf(name);
		return name.subName(further ? RUNTIMES.getNumberOfElements() + 1 : PREFIX.getNumberOfElements()).toString();
	}

	private @Nullable ConfigurationProperty find(ConfigurationPropertyName name) {
		if (this.environment == null) {
			return null;
		}
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.map((source) -> source.getConfigurationProperty(name))
			.filter((property) -> property != null)
			.findFirst()
			.orElse(null);
	}

}
