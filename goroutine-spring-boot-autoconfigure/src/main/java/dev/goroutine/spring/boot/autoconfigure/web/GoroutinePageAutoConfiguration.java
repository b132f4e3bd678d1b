package dev.goroutine.spring.boot.autoconfigure.web;

import dev.goroutine.spring.GoRuntimes;
import dev.goroutine.spring.boot.actuate.GmpEndpoint;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.boot.autoconfigure.GoroutineEndpointAutoConfiguration;
import dev.goroutine.spring.boot.page.EndpointPageAccess;
import dev.goroutine.spring.boot.page.GoroutinePage;
import dev.goroutine.spring.boot.page.PageAccess;
import dev.goroutine.spring.boot.page.ReactiveGoroutinePage;
import dev.goroutine.spring.boot.page.ServletGoroutinePage;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.server.ConditionalOnManagementPort;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for the live page of the scheduler,
 * {@code /goroutines}.
 */
@AutoConfiguration(after = { GoroutineAutoConfiguration.class, GoroutineEndpointAutoConfiguration.class },
		afterName = "org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration")
@ConditionalOnClass(JsonMapper.class)
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty("goroutine.page.enabled")
@ConditionalOnBean(GoRuntimes.class)
public final class GoroutinePageAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	GoroutinePage goroutinePage(GoRuntimes runtimes, ObjectProvider<PageAccess> access) {
		return new GoroutinePage(runtimes, access.getIfAvailable(() -> PageAccess.READ_ONLY));
	}

	/**
	 * As the endpoints are accessible, if the application's port is theirs too.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ ConditionalOnManagementPort.class, WebEndpointsSupplier.class })
	@ConditionalOnBean(WebEndpointsSupplier.class)
	@ConditionalOnManagementPort(ManagementPortType.SAME)
	static class AccessConfiguration {

		@Bean
		@ConditionalOnMissingBean(PageAccess.class)
		EndpointPageAccess goroutinePageAccess(ObjectProvider<GmpEndpoint> gmp, WebEndpointsSupplier endpoints) {
			return new EndpointPageAccess(gmp.getIfAvailable(), endpoints);
		}

	}

	/**
	 * For Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(RouterFunction.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	static class ServletConfiguration {

		@Bean
		RouterFunction<ServerResponse> goroutinePageRoutes(GoroutinePage page) {
			return new ServletGoroutinePage(page).routes();
		}

	}

	/**
	 * For Spring WebFlux.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(org.springframework.web.reactive.function.server.RouterFunction.class)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
	static class ReactiveConfiguration {

		@Bean
		org.springframework.web.reactive.function.server.RouterFunction<org.springframework.web.reactive.function.server.ServerResponse> goroutinePageRoutes(
				GoroutinePage page) {
			return new ReactiveGoroutinePage(page).routes();
		}

	}

}
