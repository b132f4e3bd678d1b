package dev.goroutine.it;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.validation.annotation.Validated;

import static dev.goroutine.it.Goroutines.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@code @Go} on methods of a validated bean: what is violated is told where everything
 * else goes that the method throws.
 */
class ValidationTests {

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void violationsGoIntoTheFutureOrToTheHandler(boolean classProxies) {
		Handler handler = new Handler();
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class, AopAutoConfiguration.class,
					ValidationAutoConfiguration.class))
			.withPropertyValues("spring.aop.proxy-target-class=" + classProxies)
			.withBean(Handler.class, () -> handler)
			.withBean(RealGreeter.class)
			.run((context) -> {
				Greeter greeter = context.getBean(Greeter.class);
				assertThat(AopUtils.isCglibProxy(greeter)).isEqualTo(classProxies);
				assertThat(get(greeter.greet("gopher"))).isEqualTo("Hello gopher");
				CompletableFuture<String> refused = greeter.greet(" ");
				assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(refused))
					.havingCause()
					.isInstanceOf(ConstraintViolationException.class)
					.withMessageContaining("must not be blank");
				greeter.count(-1);
				assertThat(handler.failures.poll(60, TimeUnit.SECONDS)).isInstanceOf(ConstraintViolationException.class)
					.hasMessageContaining("must be greater than 0");
			});
	}

	interface Greeter {

		CompletableFuture<String> greet(@NotBlank String whom);

		void count(@Positive int number);

	}

	@Validated
	static class RealGreeter implements Greeter {

		@Override
		@Go
		public CompletableFuture<String> greet(String whom) {
			Goroutines.current();
			return CompletableFuture.completedFuture("Hello " + whom);
		}

		@Override
		@Go
		public void count(int number) {
		}

	}

	static class Handler implements AsyncConfigurer, AsyncUncaughtExceptionHandler {

		final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return this;
		}

		@Override
		public void handleUncaughtException(Throwable ex, Method method, @Nullable Object... params) {
			this.failures.add(ex);
		}

	}

}
