package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.boot.actuate.GoroutineHealthIndicator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoroutineHealthAutoConfiguration} and its indicator.
 */
class GoroutineHealthAutoConfigurationTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(GoroutineAutoConfiguration.class, GoroutineHealthAutoConfiguration.class))
		.withPropertyValues("management.health.goroutine.enabled=true");

	@Test
	void upWhileGoroutinesRun() {
		this.contextRunner.run((context) -> {
			GoRuntime runtime = context.getBean(GoRuntime.class);
			runtime.go(() -> {
			}).get();
			Health health = health(context);
			assertThat(health.getStatus()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("starvationThreshold", Duration.ofSeconds(10));
			assertThat((Map<?, ?>) health.getDetails().get("default")).hasSize(2).satisfies((details) -> {
				assertThat(details.get("runnable")).isEqualTo(0L);
				assertThat(details.get("oldestRunnable")).isEqualTo(Duration.ZERO);
			});
		});
	}

	@Test
	void downWhileOneStarvesAtMaxMAndUpAgainAfterwards() {
		assertStarvation("goroutine.max-m=1", "all 1 Ms (max-m) are there, 0 of them blocked: raise max-m");
	}

	@Test
	void downWhileOneStarvesBesideLongRunsAndUpAgainAfterwards() {
		// No time slice ends, so nobody takes the P away.
		assertStarvation("goroutine.time-slice=1h", "all 1 Ps (gomaxprocs) are busy: there is more work");
	}

	private void assertStarvation(String property, String reason) {
		this.contextRunner
			.withPropertyValues(property, "goroutine.gomaxprocs=1", "goroutine.health.starvation-threshold=300ms")
			.run((context) -> {
				GoRuntime runtime = context.getBean(GoRuntime.class);
				AtomicBoolean stop = new AtomicBoolean();
				try {
					Awaitility.await().atMost(PATIENCE).until(() -> {
						// Again if the system has put the one that runs to sleep, so that
						// it lost its P.
						if (runtime.snapshot().goroutines().runnable() == 0) {
							runtime.go(() -> {
								while (!stop.get()) {
									Thread.onSpinWait();
								}
							});
							runtime.go(() -> {
							});
						}
						return health(context).getStatus().equals(Status.DOWN);
					});
					Map<?, ?> details = (Map<?, ?>) health(context).getDetails().get("default");
					assertThat(details).isNotNull();
					assertThat(details.get("runnable")).isEqualTo(1L);
					assertThat((Duration) details.get("oldestRunnable")).isBetween(Duration.ofMillis(300), PATIENCE);
					assertThat((String) details.get("reason")).startsWith(reason);
				}
				finally {
					stop.set(true);
				}
				Awaitility.await().atMost(PATIENCE).until(() -> health(context).getStatus().equals(Status.UP));
				assertThat((Map<?, ?>) health(context).getDetails().get("default")).hasSize(2);
			});
	}

	@Test
	void thresholdMustBePositive() {
		this.contextRunner.withPropertyValues("goroutine.health.starvation-threshold=0s")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, (ex) -> {
					assertThat(ex.getName()).isEqualTo("goroutine.health.starvation-threshold");
					assertThat(ex.getReason()).isEqualTo("the threshold must be positive");
				}));
	}

	@Test
	void offUnlessAskedFor() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(GoroutineAutoConfiguration.class, GoroutineHealthAutoConfiguration.class))
			.run((context) -> assertThat(context).hasSingleBean(GoRuntime.class)
				.doesNotHaveBean(GoroutineHealthIndicator.class));
	}

	@Test
	void disabledWithEverythingElse() {
		this.contextRunner.withPropertyValues("goroutine.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(GoroutineHealthIndicator.class));
	}

	@Test
	void withoutBootsHealth() {
		this.contextRunner
			.withClassLoader(new FilteredClassLoader(ConditionalOnEnabledHealthIndicator.class, HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GoroutineHealthIndicator.class));
	}

	@Test
	void userIndicatorReplacesOurs() {
		HealthIndicator mine = () -> Health.up().build();
		this.contextRunner.withBean("goroutineHealthIndicator", HealthIndicator.class, () -> mine)
			.run((context) -> assertThat(context).getBean(HealthIndicator.class).isSameAs(mine));
	}

	private static Health health(ApplicationContext context) {
		Health health = context.getBean(GoroutineHealthIndicator.class).health();
		assertThat(health).isNotNull();
		return health;
	}

}
