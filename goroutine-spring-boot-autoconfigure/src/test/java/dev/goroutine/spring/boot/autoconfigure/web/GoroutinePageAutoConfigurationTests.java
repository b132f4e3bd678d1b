package dev.goroutine.spring.boot.autoconfigure.web;

import dev.goroutine.spring.boot.actuate.GmpEndpoint;
import dev.goroutine.spring.boot.actuate.GoroutinesEndpoint;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.boot.autoconfigure.GoroutineEndpointAutoConfiguration;
import dev.goroutine.spring.boot.page.EndpointPageAccess;
import dev.goroutine.spring.boot.page.GoroutinePage;
import dev.goroutine.spring.boot.page.PageAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoroutinePageAutoConfiguration}.
 */
class GoroutinePageAutoConfigurationTests {

	private static final AutoConfigurations CONFIGURATIONS = AutoConfigurations.of(GoroutineAutoConfiguration.class,
			GoroutineEndpointAutoConfiguration.class, GoroutinePageAutoConfiguration.class,
			EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class);

	private static final String ENABLED = "goroutine.page.enabled=true";

	private static final String[] UNRESTRICTED = { "management.endpoint.gmp.access=UNRESTRICTED",
			"management.endpoint.goroutines.access=UNRESTRICTED" };

	private final WebApplicationContextRunner mvc = new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS);

	private final ReactiveWebApplicationContextRunner webFlux = new ReactiveWebApplicationContextRunner()
		.withConfiguration(CONFIGURATIONS);

	@Test
	void offUnlessEnabled() {
		this.mvc.run((context) -> assertThat(context).doesNotHaveBean(GoroutinePage.class));
	}

	@Test
	void offWithoutAWebServer() {
		new ApplicationContextRunner().withConfiguration(CONFIGURATIONS)
			.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).doesNotHaveBean(GoroutinePage.class));
	}

	@Test
	void offWithoutARuntime() {
		this.mvc.withPropertyValues(ENABLED, "goroutine.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(GoroutinePage.class));
	}

	@Test
	void offWithoutJackson() {
		this.mvc.withPropertyValues(ENABLED)
			.withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("goroutinePage"));
	}

	@Test
	void routesOfTheWebStackThatThereIs() {
		this.mvc.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context)
				.hasSingleBean(org.springframework.web.servlet.function.RouterFunction.class)
				.doesNotHaveBean(org.springframework.web.reactive.function.server.RouterFunction.class));
		this.webFlux.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context)
				.hasSingleBean(org.springframework.web.reactive.function.server.RouterFunction.class)
				.doesNotHaveBean(org.springframework.web.servlet.function.RouterFunction.class));
	}

	@Test
	void accessIsThatOfTheEndpoints() {
		this.mvc.withPropertyValues(ENABLED, "management.endpoints.web.exposure.include=gmp")
			.withPropertyValues(UNRESTRICTED)
			.run((context) -> {
				PageAccess access = context.getBean(PageAccess.class);
				assertThat(access.writable()).isTrue();
				assertThat(access.interruptible()).as("not exposed").isFalse();
			});
		this.mvc.withPropertyValues(ENABLED, "management.endpoints.web.exposure.include=gmp")
			.run((context) -> assertThat(context.getBean(PageAccess.class).writable()).isFalse());
	}

	@Test
	void accessIsThatOfEachEndpoint() {
		this.mvc.withPropertyValues(ENABLED, "management.endpoints.web.exposure.include=goroutines")
			.withPropertyValues(UNRESTRICTED)
			.run((context) -> {
				PageAccess access = context.getBean(PageAccess.class);
				assertThat(access.interruptible()).isTrue();
				assertThat(access.writable()).as("not exposed").isFalse();
			});
	}

	@Test
	void readOnlyWhereTheEndpointsAreNotOnTheWeb() {
		this.mvc
			.withPropertyValues(ENABLED, "spring.jmx.enabled=true",
					"management.endpoints.jmx.exposure.include=gmp,goroutines")
			.withPropertyValues(UNRESTRICTED)
			.run((context) -> {
				assertThat(context).hasSingleBean(GmpEndpoint.class).hasSingleBean(GoroutinesEndpoint.class);
				PageAccess access = context.getBean(PageAccess.class);
				assertThat(access.writable()).isFalse();
				assertThat(access.interruptible()).isFalse();
			});
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1" })
	void readOnlyWhereTheEndpointsAreNotOnTheSamePort(String port) {
		this.mvc
			.withPropertyValues(ENABLED, "management.endpoints.web.exposure.include=*",
					"management.server.port=" + port)
			.withPropertyValues(UNRESTRICTED)
			.run((context) -> assertThat(context).hasSingleBean(GoroutinePage.class).doesNotHaveBean(PageAccess.class));
	}

	@Test
	void readOnlyWithoutActuator() {
		this.mvc.withPropertyValues(ENABLED)
			.withClassLoader(new FilteredClassLoader(WebEndpointsSupplier.class))
			.run((context) -> assertThat(context).hasSingleBean(GoroutinePage.class)
				.doesNotHaveBean(EndpointPageAccess.class));
	}

}
