package dev.goroutine.spring.boot.autoconfigure;

import java.util.concurrent.CompletableFuture;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.actuate.GmpEndpoint;
import dev.goroutine.spring.runtime.GoRuntimes;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for a parent and a child context that are both auto-configured.
 */
class ContextHierarchyTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				EndpointAutoConfiguration.class, GoroutineEndpointAutoConfiguration.class))
		.withPropertyValues("goroutine.runtimes.io.gomaxprocs=1", "management.endpoints.web.exposure.include=gmp");

	@Test
	void goMethodsOfTheChildRunOnRuntimesOfBoth() {
		runChild((child) -> {
			Service service = child.getBean(Service.class);
			assertThat(service.onDefault().get()).isTrue();
			assertThat(service.onIo().get()).isTrue();
			assertThat(service.onOwn().get()).isTrue();
		});
	}

	@Test
	void theChildHasTheRuntimesOfItsParent() {
		runChild((child) -> {
			assertThat(child.getBeanFactory().getBeanNamesForType(GoRuntime.class)).containsExactly("ownGoRuntime");
			assertThat(child.getBeanFactory().getBeanNamesForType(GoroutineTaskExecutor.class)).isEmpty();
			assertThat(child.getBean(GoRuntimes.class).getAll()).extracting(GoRuntime::name)
				.containsExactly("default", "io", "own");
		});
	}

	@Test
	void theEndpointOfTheChildShowsTheRuntimesOfBoth() {
		runChild((child) -> assertThat(child.getBean(GmpEndpoint.class).runtimes().runtimes())
			.containsOnlyKeys("default", "io", "own"));
	}

	private void runChild(ContextConsumer<AssertableApplicationContext> consumer) {
		this.contextRunner.run((parent) -> this.contextRunner.withParent(parent)
			.withUserConfiguration(ChildConfiguration.class)
			.run((child) -> {
				assertThat(child).hasNotFailed();
				consumer.accept(child);
			}));
	}

	@Configuration(proxyBeanMethods = false)
	static class ChildConfiguration {

		@Bean
		GoRuntime ownGoRuntime() {
			return GoRuntime.builder().name("own").gomaxprocs(1).build();
		}

		@Bean
		Service service() {
			return new Service();
		}

	}

	static class Service {

		@Go
		public CompletableFuture<Boolean> onDefault() {
			return runsOn("default");
		}

		@Go("io")
		public CompletableFuture<Boolean> onIo() {
			return runsOn("io");
		}

		@Go("own")
		public CompletableFuture<Boolean> onOwn() {
			return runsOn("own");
		}

		private static CompletableFuture<Boolean> runsOn(String runtime) {
			return CompletableFuture
				.completedFuture(Thread.currentThread().toString().contains("@go-" + runtime + "-m"));
		}

	}

}
