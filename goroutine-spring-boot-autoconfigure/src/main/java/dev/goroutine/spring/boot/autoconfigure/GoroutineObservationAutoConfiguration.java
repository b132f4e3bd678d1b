package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.observation.GoObservationConvention;
import dev.goroutine.spring.observation.GoObservations;
import dev.goroutine.spring.runtime.GoRuntimes;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the observation of
 * {@link Go @Go} calls.
 */
@AutoConfiguration(after = GoroutineAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnBooleanProperty(name = "goroutine.observation.enabled")
@ConditionalOnBean({ GoRuntimes.class, ObservationRegistry.class })
public final class GoroutineObservationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	GoObservations goObservations(ObservationRegistry registry, ObjectProvider<GoObservationConvention> convention) {
		return new GoObservations(registry, convention.getIfAvailable());
	}

}
