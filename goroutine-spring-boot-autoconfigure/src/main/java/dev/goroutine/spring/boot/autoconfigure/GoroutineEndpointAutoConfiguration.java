package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.spring.GoRuntimes;
import dev.goroutine.spring.boot.actuate.GmpEndpoint;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link GmpEndpoint}.
 */
@AutoConfiguration(after = GoroutineAutoConfiguration.class)
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnAvailableEndpoint(GmpEndpoint.class)
public final class GoroutineEndpointAutoConfiguration {

	@Bean
	@ConditionalOnBean(GoRuntimes.class)
	@ConditionalOnMissingBean
	GmpEndpoint gmpEndpoint(GoRuntimes runtimes) {
		return new GmpEndpoint(runtimes);
	}

}
