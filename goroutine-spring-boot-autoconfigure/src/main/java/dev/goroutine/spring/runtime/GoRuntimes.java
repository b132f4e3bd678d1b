package dev.goroutine.spring.runtime;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The {@link GoRuntime} beans of an application, by the names of the runtimes. Two
 * runtimes of the same name stop the application at startup. Safe for use by several
 * threads; every call asks the bean factory.
 */
public final class GoRuntimes implements SmartInitializingSingleton {

	/**
	 * The name of the bean that is the default runtime.
	 */
	public static final String DEFAULT_RUNTIME_BEAN_NAME = "goroutineRuntime";

	private final ListableBeanFactory beanFactory;

	/**
	 * Creates the lookup.
	 * @param beanFactory where the runtimes are; those of its parents count too
	 */
	public GoRuntimes(ListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, String> beanNames = new HashMap<>();
		beans().forEach((beanName, runtime) -> {
			String other = beanNames.put(runtime.name(), beanName);
			if (other != null) {
				throw new DuplicateGoRuntimeException(runtime.name(), other, beanName);
			}
		});
	}

	/**
	 * The runtime of work that names none: the bean {@value #DEFAULT_RUNTIME_BEAN_NAME},
	 * else the only (or primary) one.
	 * @return the runtime
	 * @throws org.springframework.beans.factory.NoSuchBeanDefinitionException if there is
	 * none
	 * @throws NoUniqueBeanDefinitionException if there are several and none is the
	 * default
	 */
	public GoRuntime getDefault() {
		if (this.beanFactory.containsBean(DEFAULT_RUNTIME_BEAN_NAME)) {
			return this.beanFactory.getBean(DEFAULT_RUNTIME_BEAN_NAME, GoRuntime.class);
		}
		return ((BeanFactory) this.beanFactory).getBean(GoRuntime.class);
	}

	/**
	 * The runtime of that name.
	 * @param name the {@linkplain GoRuntime#name() name of the runtime}, not of the bean
	 * @return the runtime, or {@code null} if there is none
	 */
	public @Nullable GoRuntime find(String name) {
		return stream().filter((runtime) -> runtime.name().equals(name)).findFirst().orElse(null);
	}

	/**
	 * All runtimes, by name.
	 * @return the runtimes
	 */
	public List<GoRuntime> getAll() {
		return stream().sorted(Comparator.comparing(GoRuntime::name)).toList();
	}

	private Stream<GoRuntime> stream() {
		return beans().values().stream();
	}

	private Map<String, GoRuntime> beans() {
		return BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beanFactory, GoRuntime.class);
	}

}
