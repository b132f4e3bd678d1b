package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.spring.boot.actuate.GmpEndpoint;
import dev.goroutine.spring.boot.actuate.GmpEndpointWebExtension;
import dev.goroutine.spring.boot.actuate.GoroutinesEndpoint;
import dev.goroutine.spring.boot.actuate.GoroutinesEndpointWebExtension;
import dev.goroutine.spring.boot.page.SchedulerEndpoint;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoroutineEndpointAutoConfiguration}.
 */
class GoroutineEndpointAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(GoroutineAutoConfiguration.class, GoroutineEndpointAutoConfiguration.class));

	private final WebApplicationContextRunner webRunner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(GoroutineAutoConfiguration.class, GoroutineEndpointAutoConfiguration.class,
					EndpointAutoConfiguration.class, WebEndpointAutoConfiguration.class));

	@Test
	void exposed() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=gmp,goroutines")
			.run((context) -> assertThat(context).hasSingleBean(GmpEndpoint.class)
				.hasSingleBean(GoroutinesEndpoint.class));
	}

	@Test
	void exposedOneByOne() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=gmp")
			.run((context) -> assertThat(context).hasSingleBean(GmpEndpoint.class)
				.doesNotHaveBean(GoroutinesEndpoint.class));
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=goroutines")
			.run((context) -> assertThat(context).hasSingleBean(GoroutinesEndpoint.class)
				.doesNotHaveBean(GmpEndpoint.class));
	}

	@Test
	void notExposed() {
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(GmpEndpoint.class)
			.doesNotHaveBean(GoroutinesEndpoint.class));
	}

	@Test
	void noAccess() {
		this.contextRunner
			.withPropertyValues("management.endpoints.web.exposure.include=*", "management.endpoint.gmp.access=NONE",
					"management.endpoint.goroutines.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(GmpEndpoint.class)
				.doesNotHaveBean(GoroutinesEndpoint.class));
	}

	@Test
	void disabledWithEverythingElse() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=*", "goroutine.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(GmpEndpoint.class)
				.doesNotHaveBean(GoroutinesEndpoint.class));
	}

	@Test
	void withoutActuator() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withClassLoader(new FilteredClassLoader(ConditionalOnAvailableEndpoint.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(GmpEndpoint.class)
				.doesNotHaveBean(GoroutinesEndpoint.class));
	}

	@Test
	void pageNeedsNothingButToBeExposed() {
		this.webRunner.withPropertyValues("management.endpoints.web.exposure.include=scheduler")
			.run((context) -> assertThat(context).hasSingleBean(SchedulerEndpoint.class));
		this.webRunner.run((context) -> assertThat(context).doesNotHaveBean(SchedulerEndpoint.class));
		this.webRunner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.scheduler.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(SchedulerEndpoint.class));
		this.webRunner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoints.access.max-permitted=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(SchedulerEndpoint.class));
	}

	@Test
	void pageIsForTheWebOnly() {
		this.contextRunner.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=*")
			.run((context) -> assertThat(context).hasSingleBean(GmpEndpoint.class)
				.doesNotHaveBean(GmpEndpointWebExtension.class)
				.doesNotHaveBean(GoroutinesEndpointWebExtension.class)
				.doesNotHaveBean(SchedulerEndpoint.class));
	}

	@Test
	void userEndpointsReplaceOurs() {
		this.contextRunner.withPropertyValues("management.endpoints.web.exposure.include=*")
			.withBean("mine", GmpEndpoint.class,
					() -> new GmpEndpoint(new GoRuntimes(new DefaultListableBeanFactory())))
			.withBean("mineToo", GoroutinesEndpoint.class,
					() -> new GoroutinesEndpoint(new GoRuntimes(new DefaultListableBeanFactory())))
			.run((context) -> assertThat(context).hasSingleBean(GmpEndpoint.class)
				.hasBean("mine")
				.hasSingleBean(GoroutinesEndpoint.class)
				.hasBean("mineToo"));
	}

}
