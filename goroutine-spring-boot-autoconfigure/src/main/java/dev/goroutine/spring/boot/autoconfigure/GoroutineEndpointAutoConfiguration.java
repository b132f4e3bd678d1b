package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.spring.GoRuntimes;
import dev.goroutine.spring.boot.actuate.GmpEndpoint;
import dev.goroutine.spring.boot.actuate.GoroutinesEndpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link GmpEndpoint} and the
 * {@link GoroutinesEndpoint}.
 */
@AutoConfiguration(after = GoroutineAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(GoRuntimes.class)
public final class GoroutineEndpointAutoConfiguration {

	@Bean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GmpEndpoint gmpEndpoint(GoRuntimes runtimes) {
		return new GmpEndpoint(runtimes);
	}

	@Bean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GoroutinesEndpoint goroutinesEndpoint(GoRuntimes runtimes) {
		return new GoroutinesEndpoint(runtimes);
	}

}
