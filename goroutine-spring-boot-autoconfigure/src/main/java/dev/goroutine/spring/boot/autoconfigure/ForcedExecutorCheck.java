package dev.goroutine.spring.boot.autoconfigure;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

/**
 * Refuses two executors of one name before either is defined: where bean definitions may
 * be overridden, Boot's would silently win.
 */
final class ForcedExecutorCheck implements ImportBeanDefinitionRegistrar {

	private static final String KEY = "spring.task.execution.mode";

	private final Environment environment;

	ForcedExecutorCheck(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata importing, BeanDefinitionRegistry registry) {
		if ("force".equalsIgnoreCase(this.environment.getProperty(KEY))) {
			throw new GoroutineConfigurationException(
					"Both goroutine.executor.mode=application and " + KEY
							+ "=force want to define the bean 'applicationTaskExecutor'",
					"Remove " + KEY + " to have Spring Boot run its work on goroutines, or set "
							+ "goroutine.executor.mode to dedicated to have it run on Spring Boot's own executor");
		}
	}

}
