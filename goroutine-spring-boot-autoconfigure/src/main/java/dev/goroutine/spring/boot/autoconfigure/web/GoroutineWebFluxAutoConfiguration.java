package dev.goroutine.spring.boot.autoconfigure.web;

import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.boot.web.GoTimeoutWebExceptionHandler;
import dev.goroutine.spring.boot.web.GoroutineReactiveType;
import dev.goroutine.spring.runtime.GoRuntimes;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for goroutines in controllers of
 * Spring WebFlux.
 */
@AutoConfiguration(after = GoroutineAutoConfiguration.class)
@ConditionalOnClass(WebFluxConfigurer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(GoRuntimes.class)
public final class GoroutineWebFluxAutoConfiguration {

	@Bean
	SmartInitializingSingleton goroutineReactiveType(ObjectProvider<ReactiveAdapterRegistry> registries) {
		return () -> registries.forEach(GoroutineReactiveType::register);
	}

	@Bean
	GoTimeoutWebExceptionHandler goTimeoutWebExceptionHandler() {
		return new GoTimeoutWebExceptionHandler();
	}

}
