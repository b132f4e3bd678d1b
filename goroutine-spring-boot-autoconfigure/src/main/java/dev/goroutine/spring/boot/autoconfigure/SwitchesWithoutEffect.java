package dev.goroutine.spring.boot.autoconfigure;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.goroutine.StealPolicy;
import dev.goroutine.spring.runtime.GoRuntimes;
import dev.goroutine.spring.scheduling.GoroutineTaskScheduler;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import org.springframework.scheduling.config.TaskSchedulerRouter;
import org.springframework.util.ClassUtils;

/**
 * Says at start which {@code goroutine.*} keys are set and do nothing, why, and what to
 * use. The key of the web server is checked in the package {@code web}.
 */
final class SwitchesWithoutEffect implements SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(SwitchesWithoutEffect.class);

	/** The keys that only the builder of a runtime reads. */
	private static final List<String> RUNTIME_KEYS = List.of("gomaxprocs", "idle-m-timeout", "max-m", "time-slice",
			"hog-nice", "leak-detection", "steal.policy", "steal.batch");

	private static final String HEALTH = "dev.goroutine.spring.boot.actuate.GoroutineHealthIndicator";

	private final ListableBeanFactory beanFactory;

	private final Environment environment;

	private final GoroutineProperties properties;

	private final FurtherRuntimes furtherRuntimes;

	SwitchesWithoutEffect(ListableBeanFactory beanFactory, Environment environment, GoroutineProperties properties,
			FurtherRuntimes furtherRuntimes) {
		this.beanFactory = beanFactory;
		this.environment = environment;
		this.properties = properties;
		this.furtherRuntimes = furtherRuntimes;
	}

	@Override
	public void afterSingletonsInstantiated() {
		checkRuntimes();
		checkStealPolicy();
		checkExecutor();
		checkScheduling();
		checkOptionalParts();
	}

	private void checkRuntimes() {
		if (!hasBean(GoroutineAutoConfiguration.DefaultRuntimeConfiguration.class)) {
			Stream<String> keys = this.properties.runtimes().isEmpty()
					? Stream.concat(RUNTIME_KEYS.stream(), Stream.of("jdk-access")) : RUNTIME_KEYS.stream();
			checkRuntime(GoRuntimes.DEFAULT_RUNTIME_BEAN_NAME, keys.map((key) -> "goroutine." + key));
		}
		for (String name : this.properties.runtimes().keySet()) {
			String beanName = FurtherRuntimesRegistrar.runtimeBeanName(name);
			if (!this.furtherRuntimes.made(this.beanFactory.getBean(beanName))) {
				checkRuntime(beanName, RUNTIME_KEYS.stream().map((key) -> "goroutine.runtimes." + name + "." + key));
			}
		}
	}

	private void checkRuntime(String beanName, Stream<String> keys) {
		warn(keys, "the application defines the runtime '" + beanName + "' itself",
				"Set it with GoRuntime.builder() there");
	}

	private void checkStealPolicy() {
		if (this.beanFactory.getBeanProvider(StealPolicy.class).getIfUnique() != null
				&& hasBean(GoroutineAutoConfiguration.DefaultRuntimeConfiguration.class)) {
			warn(Stream
				.concat(Stream.of("goroutine"),
						this.properties.runtimes().keySet().stream().map((name) -> "goroutine.runtimes." + name))
				.map((prefix) -> prefix + ".steal.policy"), "the StealPolicy bean of the application holds for it",
					"Remove the key or the bean");
		}
	}

	private void checkExecutor() {
		if (this.properties.executor().mode() != GoroutineProperties.ExecutorMode.APPLICATION) {
			return;
		}
		Stream
			.of(GoroutineAutoConfiguration.TASK_EXECUTOR_BEAN_NAME,
					TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME)
			.filter((name) -> !isA(name, GoroutineTaskExecutor.class))
			.findFirst()
			.ifPresent((name) -> warn("goroutine.executor.mode=application",
					"the application defines the bean '" + name + "' itself",
					"Remove that bean, or inject " + GoroutineAutoConfiguration.TASK_EXECUTOR_BEAN_NAME + " by name"));
	}

	private void checkScheduling() {
		String key = "goroutine.scheduling.enabled";
		String name = TaskSchedulerRouter.DEFAULT_TASK_SCHEDULER_BEAN_NAME;
		if (!isOn(key)) {
			return;
		}
		if (!this.beanFactory.containsBean(TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME)) {
			warn(key, "nothing is scheduled without @EnableScheduling", "Add it to a @Configuration class");
		}
		else if (!isA(name, GoroutineTaskScheduler.class)) {
			warn(key, "the application defines the bean '" + name + "' itself",
					"Give that another name, or use @Go together with @Scheduled");
		}
		else if (isAnotherSchedulerPrimary()) {
			warn(key, "another TaskScheduler bean is primary",
					"Make that no primary one, or use @Go together with @Scheduled");
		}
	}

	private boolean isAnotherSchedulerPrimary() {
		TaskScheduler unique = this.beanFactory.getBeanProvider(TaskScheduler.class).getIfUnique();
		return unique != null && !(unique instanceof GoroutineTaskScheduler);
	}

	private void checkOptionalParts() {
		checkOptional("goroutine.metrics.enabled", this::isOn, "io.micrometer.core.instrument.MeterRegistry",
				"there is no MeterRegistry bean", "Add spring-boot-starter-micrometer-metrics or Actuator");
		checkOptional("goroutine.observation.enabled", this::isOn, "io.micrometer.observation.ObservationRegistry",
				"there is no ObservationRegistry bean", "Add Actuator, or a starter for tracing");
		checkOptional("goroutine.health.starvation-threshold", this.environment::containsProperty, HEALTH,
				"there is no health indicator of goroutines",
				"Add Actuator, and set management.health.goroutine.enabled to true");
	}

	private void checkOptional(String key, Predicate<String> set, String type, String why, String use) {
		if (set.test(key) && !hasBean(type)) {
			warn(key, why, use);
		}
	}

	private boolean isOn(String key) {
		return Binder.get(this.environment).bind(key, Boolean.class).orElse(false);
	}

	private boolean isA(String beanName, Class<?> type) {
		return this.beanFactory.containsBean(beanName) && this.beanFactory.isTypeMatch(beanName, type);
	}

	/** Whether there is a bean of a type that need not be on the class path. */
	private boolean hasBean(String type) {
		try {
			return hasBean(ClassUtils.forName(type, getClass().getClassLoader()));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			return false;
		}
	}

	private boolean hasBean(Class<?> type) {
		return BeanFactoryUtils.beanNamesForTypeIncludingAncestors(this.beanFactory, type, true, false).length > 0;
	}

	private void warn(Stream<String> keys, String why, String use) {
		String set = String.join(", ", keys.filter(this.environment::containsProperty).toList());
		if (!set.isEmpty()) {
			warn(set, why, use);
		}
	}

	private static void warn(String key, String why, String use) {
		logger.warn(key + " has no effect: " + why + ". " + use + ".");
	}

}
