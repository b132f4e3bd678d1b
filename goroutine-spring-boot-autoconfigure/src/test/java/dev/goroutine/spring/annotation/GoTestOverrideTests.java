package dev.goroutine.spring.annotation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.convention.TestBean;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;

/**
 * Tests that a test may replace a bean with {@link Go @Go} methods. What it puts there is
 * called as it is.
 */
@SpringJUnitConfig
@MockitoBean(types = GoTestOverrideTests.First.class)
@MockitoSpyBean(types = GoTestOverrideTests.Third.class)
class GoTestOverrideTests {

	@MockitoBean
	private @Nullable Second second;

	@TestBean
	private @Nullable Fourth fourth;

	static Fourth fourth() {
		return new Fourth() {

			@Override
			public CompletableFuture<String> run() {
				return CompletableFuture.completedFuture("test");
			}

		};
	}

	@Test
	void replacedBeansAreCalledAsTheyAre(@Autowired First first) {
		given(first.run()).willReturn(CompletableFuture.completedFuture("mocked"));
		assertThat(first.run().join()).isEqualTo("mocked");
		assertThat(this.second).isNotNull();
		given(this.second.run()).willReturn(CompletableFuture.completedFuture("mocked"));
		assertThat(this.second.run().join()).isEqualTo("mocked");
		assertThat(this.fourth).isNotNull();
		assertThat(this.fourth.run().join()).isEqualTo("test");
	}

	@Test
	void spyRunsOnAGoroutine(@Autowired Third third) throws Exception {
		assertThat(third.run().get(30, TimeUnit.SECONDS)).isEqualTo("goroutine");
	}

	abstract static class Base {

		@Go
		public CompletableFuture<String> run() {
			return CompletableFuture.completedFuture((Goroutine.current() != null) ? "goroutine" : "caller");
		}

	}

	static class First extends Base {

	}

	static class Second extends Base {

	}

	static class Third extends Base {

	}

	static class Fourth extends Base {

	}

	@Configuration(proxyBeanMethods = false)
	@Import({ First.class, Second.class, Third.class, Fourth.class, GoAnnotationBeanPostProcessor.class })
	static class Config {

		@Bean
		static GoRuntime goroutineRuntime() {
			return GoRuntime.builder().gomaxprocs(1).build();
		}

	}

}
