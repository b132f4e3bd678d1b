package dev.goroutine.spring.boot.autoconfigure;

import java.util.Map;

import dev.goroutine.spring.boot.actuate.GoroutineInfoContributor;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoroutineInfoAutoConfiguration} and its contributor.
 */
class GoroutineInfoAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(GoroutineAutoConfiguration.class, GoroutineInfoAutoConfiguration.class))
		.withPropertyValues("management.info.goroutine.enabled=true");

	@Test
	void tellsWhatGoroutinesRunOn() {
		this.contextRunner.withPropertyValues("goroutine.gomaxprocs=3", "goroutine.runtimes.io.gomaxprocs=1")
			.run((context) -> {
				Info.Builder builder = new Info.Builder();
				context.getBean(GoroutineInfoContributor.class).contribute(builder);
				assertThat(builder.build().getDetails()).containsOnlyKeys("goroutine");
				Map<?, ?> details = (Map<?, ?>) builder.build().getDetails().get("goroutine");
				assertThat(details).isNotNull();
				assertThat(details.get("jdkAccess")).isEqualTo("opened");
				assertThat(details.get("runtimes"))
					.isEqualTo(Map.of("default", Map.of("gomaxprocs", 3), "io", Map.of("gomaxprocs", 1)));
				Map<?, ?> versions = (Map<?, ?>) details.get("versions");
				assertThat(versions).isNotNull();
				assertThat(versions.get("java")).isEqualTo(Runtime.version().toString());
				assertThat(versions.get("springBoot")).isEqualTo(SpringBootVersion.getVersion());
			});
	}

	@Test
	void offUnlessAskedFor() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(GoroutineAutoConfiguration.class, GoroutineInfoAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(GoRuntimes.class)
				.doesNotHaveBean(GoroutineInfoContributor.class));
	}

	@Test
	void disabledWithEverythingElse() {
		this.contextRunner.withPropertyValues("goroutine.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(GoroutineInfoContributor.class));
	}

	@Test
	void withoutActuator() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledInfoContributor.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GoroutineInfoContributor.class));
	}

	@Test
	void userContributorReplacesOurs() {
		this.contextRunner
			.withBean("mine", GoroutineInfoContributor.class,
					() -> new GoroutineInfoContributor(new GoRuntimes(new DefaultListableBeanFactory())))
			.run((context) -> assertThat(context).hasSingleBean(GoroutineInfoContributor.class).hasBean("mine"));
	}

}
