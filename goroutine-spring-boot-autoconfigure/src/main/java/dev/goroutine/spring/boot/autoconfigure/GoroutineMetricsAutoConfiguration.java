package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.actuate.GoCallTimers;
import dev.goroutine.spring.boot.actuate.GoroutineMetrics;
import dev.goroutine.spring.observation.GoCallMetrics;
import dev.goroutine.spring.runtime.GoRuntimes;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the meters of the runtimes and
 * of {@link Go @Go} calls.
 */
@AutoConfiguration(after = { GoroutineAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ GoRuntimes.class, MeterRegistry.class })
@ConditionalOnBooleanProperty(name = "goroutine.metrics.enabled", matchIfMissing = true)
public final class GoroutineMetricsAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	GoroutineMetrics goroutineMetrics(GoRuntimes runtimes) {
		return new GoroutineMetrics(runtimes);
	}

	@Bean
	@ConditionalOnMissingBean(GoCallMetrics.class)
	GoCallTimers goCallTimers(MeterRegistry registry) {
		return new GoCallTimers(registry);
	}

}
