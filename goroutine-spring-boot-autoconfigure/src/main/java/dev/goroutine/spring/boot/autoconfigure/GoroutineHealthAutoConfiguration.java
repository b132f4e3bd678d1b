package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;

import dev.goroutine.spring.boot.actuate.GoroutineHealthIndicator;
import dev.goroutine.spring.runtime.GoRuntimes;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the
 * {@link GoroutineHealthIndicator}. The indicator is off unless asked for: it is down
 * under load, and an instance that is taken out for that leaves its load to fewer.
 */
@AutoConfiguration(after = GoroutineAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnEnabledHealthIndicator.class)
@ConditionalOnBean(GoRuntimes.class)
@ConditionalOnBooleanProperty("management.health.goroutine.enabled")
public final class GoroutineHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = { "goroutineHealthIndicator", "goroutineHealthContributor" })
	GoroutineHealthIndicator goroutineHealthIndicator(GoRuntimes runtimes, GoroutineProperties properties) {
		Duration threshold = properties.health().starvationThreshold();
		if (!threshold.isPositive()) {
			throw new InvalidConfigurationPropertyValueException("goroutine.health.starvation-threshold", threshold,
					"the threshold must be positive");
		}
		return new GoroutineHealthIndicator(runtimes, threshold);
	}

}
