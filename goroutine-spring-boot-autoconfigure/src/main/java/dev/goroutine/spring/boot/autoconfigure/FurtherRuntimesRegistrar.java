package dev.goroutine.spring.boot.autoconfigure;

import java.util.Map;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.boot.autoconfigure.GoroutineProperties.RuntimeProperties;
import dev.goroutine.spring.task.GoroutineTaskExecutor;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.RuntimeBeanReference;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Registers a runtime and its task executor for each name under
 * {@code goroutine.runtimes}. A bean of the application, or of a parent context, with one
 * of their names replaces ours.
 * <p>
 * The beans are defined by factory methods and values, not by suppliers, so that they can
 * be processed ahead of time.
 */
final class FurtherRuntimesRegistrar implements ImportBeanDefinitionRegistrar {

	private static final String KEY = "goroutine.runtimes";

	private final Environment environment;

	FurtherRuntimesRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		bind(this.environment).keySet().forEach((name) -> register(name, registry));
	}

	/**
	 * Binds the properties of further runtimes; their bean is too late for definitions.
	 */
	static Map<String, RuntimeProperties> bind(Environment environment) {
		return Binder.get(environment)
			.bind(KEY, Bindable.mapOf(String.class, RuntimeProperties.class))
			.orElse(Map.of());
	}

	/** Returns the name of the bean of a further runtime. */
	static String runtimeBeanName(String name) {
		return name + "GoRuntime";
	}

	private void register(String name, BeanDefinitionRegistry registry) {
		check(name);
		String runtimeName = runtimeBeanName(name);
		RuntimeBeanReference runtime = new RuntimeBeanReference(runtimeName);
		if (!contains(registry, runtimeName)) {
			registry.registerBeanDefinition(runtimeName, define(GoRuntime.class, "runtime", name));
		}
		String executorName = name + "TaskExecutor";
		if (!contains(registry, executorName)) {
			RootBeanDefinition definition = define(GoroutineTaskExecutor.class, "taskExecutor", runtime);
			definition.setDefaultCandidate(false);
			registry.registerBeanDefinition(executorName, definition);
		}
	}

	private static void check(String name) {
		String key = KEY + "." + name;
		switch (name) {
			case "default" -> throw new GoroutineConfigurationException(
					"The default runtime is configured under " + key + ", but it is no further runtime",
					"Move what is under " + key + " to goroutine, or give the runtime another name");
			case "goroutine" -> throw new GoroutineConfigurationException(
					"The task executor of the runtime under " + key + " would be the bean '"
							+ GoroutineAutoConfiguration.TASK_EXECUTOR_BEAN_NAME + "', which is the default runtime's",
					"Give the runtime another name");
			case "application" -> throw new GoroutineConfigurationException("The task executor of the runtime under "
					+ key + " would be the bean '" + TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME
					+ "', which is Spring Boot's", "Give the runtime another name");
			default -> {
				// Any other name will do.
			}
		}
	}

	/**
	 * Whether there is such a bean, here or in a parent, which has the same properties.
	 */
	private static boolean contains(BeanDefinitionRegistry registry, String name) {
		return (registry instanceof BeanFactory beanFactory) ? beanFactory.containsBean(name)
				: registry.containsBeanDefinition(name);
	}

	/**
	 * Defines a fallback: an injection point that names no runtime means the default one.
	 */
	private static RootBeanDefinition define(Class<?> type, String factoryMethod, Object argument) {
		RootBeanDefinition definition = new RootBeanDefinition();
		definition.setTargetType(type);
		definition.setFactoryBeanName(FurtherRuntimes.class.getName());
		definition.setFactoryMethodName(factoryMethod);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, argument);
		definition.setFallback(true);
		return definition;
	}

}
