package dev.goroutine.spring.annotation;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.annotation.InvalidGoMethodException.Problem;
import dev.goroutine.spring.observation.GoCallMetrics;
import dev.goroutine.spring.observation.GoObservations;
import dev.goroutine.spring.runtime.GoRuntimes;
import dev.goroutine.spring.task.TaskDecorators;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.task.TaskDecorator;
import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.util.StringUtils;
import org.springframework.util.StringValueResolver;
import org.springframework.util.function.SingletonSupplier;

/**
 * Makes {@link GoInvoker}s: resolves the attributes of {@link Go @Go} and brings together
 * the beans that take part in a call. Beans are looked up with the first invoker.
 */
final class GoInvokers {

	private final GoRuntimes runtimes;

	private final StringValueResolver values;

	private final UncaughtGoExceptions uncaught;

	private final GoTimeouts timeouts = new GoTimeouts();

	private final SingletonSupplier<TaskDecorator> decorator;

	private final SingletonSupplier<GoCallMetrics> metrics;

	private final SingletonSupplier<GoObservations> observations;

	GoInvokers(ConfigurableListableBeanFactory beanFactory) {
		this.runtimes = new GoRuntimes(beanFactory);
		this.values = new EmbeddedValueResolver(beanFactory);
		this.uncaught = new UncaughtGoExceptions(beanFactory.getBeanProvider(AsyncConfigurer.class));
		this.decorator = SingletonSupplier.ofNullable(() -> TaskDecorators
			.compose(beanFactory.getBeanProvider(TaskDecorator.class).orderedStream().toList()));
		this.metrics = SingletonSupplier
			.ofNullable(() -> beanFactory.getBeanProvider(GoCallMetrics.class).getIfUnique());
		this.observations = SingletonSupplier
			.ofNullable(() -> beanFactory.getBeanProvider(GoObservations.class).getIfUnique());
	}

	/**
	 * The invoker of a method.
	 * @throws InvalidGoMethodException if an attribute of the annotation is wrong
	 */
	GoInvoker create(GoMethod method) {
		GoRuntime runtime = runtime(method);
		Duration timeout = timeout(method);
		String name = resolve(method, "name", method.name(), Function.identity());
		if (timeout != null) {
			this.timeouts.start();
		}
		GoCallMetrics metrics = this.metrics.get();
		return new GoInvoker(method, runtime, StringUtils.hasText(name) ? name : method.label(), timeout, this.timeouts,
				this.decorator.get(), (metrics != null)
						? metrics.forMethod(runtime.name(), method.targetClass(), method.method().getName()) : null,
				this.observations.get(), this.uncaught);
	}

	GoTimeouts timeouts() {
		return this.timeouts;
	}

	private GoRuntime runtime(GoMethod method) {
		String name = resolve(method, "value", method.runtime(), Function.identity());
		if (!StringUtils.hasText(name)) {
			try {
				return this.runtimes.getDefault();
			}
			catch (NoSuchBeanDefinitionException ex) {
				throw invalid(method.method(), "needs the default runtime: " + ex.getMessage(), "Define a "
						+ "GoRuntime bean named '" + GoRuntimes.DEFAULT_RUNTIME_BEAN_NAME + "', or name a runtime");
			}
		}
		GoRuntime runtime = this.runtimes.find(name);
		if (runtime == null) {
			String known = this.runtimes.getAll().stream().map(GoRuntime::name).collect(Collectors.joining(", "));
			throw invalid(method.method(), "asks for the runtime '" + name + "', which does not exist",
					"Use one of the runtimes that do (" + known + "), or add it: under goroutine.runtimes." + name
							+ " in the configuration of a Spring Boot application, or as a bean "
							+ "made with GoRuntime.builder().name(\"" + name + "\")");
		}
		return runtime;
	}

	private @Nullable Duration timeout(GoMethod method) {
		Duration timeout = resolve(method, "timeout", method.timeout(),
				(value) -> StringUtils.hasText(value) ? DurationFormatterUtils.detectAndParse(value) : null);
		if (timeout != null && !timeout.isPositive()) {
			throw invalid(method.method(), "has the timeout '" + method.timeout() + "', which is not positive",
					"Use a duration such as 250ms or 2s, or leave the timeout out");
		}
		return timeout;
	}

	private <T extends @Nullable Object> T resolve(GoMethod method, String attribute, String value,
			Function<String, T> conversion) {
		try {
			String resolved = this.values.resolveStringValue(value);
			return conversion.apply((resolved != null) ? resolved : "");
		}
		catch (RuntimeException ex) {
			throw invalid(method.method(),
					"has the " + attribute + " '" + value + "', which cannot be resolved: " + ex.getMessage(),
					attribute.equals("timeout") ? "Use a duration such as 250ms, 1m30s or PT2S"
							: "Correct the expression, or define the property that it names");
		}
	}

	private static InvalidGoMethodException invalid(Method method, String reason, String fix) {
		return new InvalidGoMethodException(List.of(new Problem(method, reason, fix)));
	}

}
