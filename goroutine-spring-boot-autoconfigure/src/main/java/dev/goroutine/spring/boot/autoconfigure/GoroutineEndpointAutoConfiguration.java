package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.spring.boot.actuate.GmpEndpoint;
import dev.goroutine.spring.boot.actuate.GmpEndpointWebExtension;
import dev.goroutine.spring.boot.actuate.GoroutinesEndpoint;
import dev.goroutine.spring.boot.actuate.GoroutinesEndpointWebExtension;
import dev.goroutine.spring.boot.page.SchedulerEndpoint;
import dev.goroutine.spring.runtime.GoRuntimes;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.expose.EndpointExposure;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the {@link GmpEndpoint}, the
 * {@link GoroutinesEndpoint} and the {@link SchedulerEndpoint}.
 */
@AutoConfiguration(after = { GoroutineAutoConfiguration.class, WebEndpointAutoConfiguration.class })
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
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	@ConditionalOnBean(value = GmpEndpoint.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GmpEndpointWebExtension gmpEndpointWebExtension(GmpEndpoint endpoint, GoRuntimes runtimes) {
		return new GmpEndpointWebExtension(endpoint, runtimes);
	}

	@Bean
	@ConditionalOnAvailableEndpoint
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GoroutinesEndpoint goroutinesEndpoint(GoRuntimes runtimes) {
		return new GoroutinesEndpoint(runtimes);
	}

	@Bean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	@ConditionalOnBean(value = GoroutinesEndpoint.class, search = SearchStrategy.CURRENT)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	GoroutinesEndpointWebExtension goroutinesEndpointWebExtension(GoroutinesEndpoint endpoint) {
		return new GoroutinesEndpointWebExtension(endpoint);
	}

	@Bean
	@ConditionalOnAvailableEndpoint(exposure = EndpointExposure.WEB)
	@ConditionalOnBean(WebEndpointsSupplier.class)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	SchedulerEndpoint schedulerEndpoint(GoRuntimes runtimes, WebEndpointsSupplier endpoints) {
		return new SchedulerEndpoint(runtimes, endpoints);
	}

}
