package dev.goroutine.spring.annotation;

import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.annotation.InvalidGoMethodException.Problem;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.KotlinDetector;
import org.springframework.util.ClassUtils;

/**
 * Says why beans with {@link Go @Go} methods could not have the advice, so that no such
 * method runs on its caller in silence.
 */
final class UnadvisedGoBeans {

	private static final Log logger = LogFactory.getLog(UnadvisedGoBeans.class);

	/**
	 * A bean that exists while a test replaces beans: {@code @MockitoBean},
	 * {@code @TestBean}.
	 */
	private static final String TEST_OVERRIDES = "org.springframework.test.context.bean.override."
			+ "internalBeanOverridePostProcessor";

	private final GoMethods methods;

	private final ConfigurableListableBeanFactory beanFactory;

	UnadvisedGoBeans(GoMethods methods, ConfigurableListableBeanFactory beanFactory) {
		this.methods = methods;
		this.beanFactory = beanFactory;
	}

	/**
	 * Checks the singletons that the post-processor has not seen.
	 * @param seen the names of the beans that it has seen
	 * @param advised whether a bean has the advice all the same
	 * @throws InvalidGoMethodException if a singleton has {@code @Go} methods and no
	 * advice
	 */
	void check(Set<String> seen, Predicate<Object> advised) {
		List<Problem> problems = new ArrayList<>();
		for (String beanName : this.beanFactory.getSingletonNames()) {
			Object bean = seen.contains(beanName) ? null : this.beanFactory.getSingleton(beanName);
			if (bean == null || isReplacedByTest(beanName)) {
				continue;
			}
			Object object = hasProductWithGo(bean) ? this.beanFactory.getBean(beanName) : bean;
			Class<?> type = classWithGo(object);
			if (type != null && !advised.test(object) && !(object instanceof AopInfrastructureBean)) {
				problems.addAll(unseen(beanName, type, seen));
			}
		}
		if (!problems.isEmpty()) {
			throw new InvalidGoMethodException(problems);
		}
	}

	/** Describes a bean that stands behind an object that no advice can be put around. */
	InvalidGoMethodException hidden(String beanName, Class<?> type, Object bean) {
		if (bean instanceof AopInfrastructureBean) {
			return invalid(type,
					"belongs to the bean '" + beanName + "', which gets no advice as an AopInfrastructureBean",
					"Do not implement AopInfrastructureBean, or remove @Go");
		}
		return invalid(type,
				"belongs to the bean '" + beanName + "', for which a post-processor put a " + bean.getClass().getName()
						+ ", to which @Go cannot be applied",
				"Let that post-processor make its proxy with Spring's ProxyFactory, have the method and its @Go on an "
						+ "interface of the proxy, or remove @Go");
	}

	/** Describes a bean that other beans hold as it was before it got the advice. */
	InvalidGoMethodException circular(String beanName, Class<?> type) {
		String others = Arrays.stream(this.beanFactory.getDependentBeans(beanName))
			.map((other) -> "'" + other + "'")
			.collect(Collectors.joining(", "));
		return invalid(type,
				"belongs to the bean '" + beanName + "', which is part of a circular reference: "
						+ (others.isEmpty() ? "another bean" : others) + " got it before @Go was applied to it",
				"Mark the injection point of '" + beanName + "' @Lazy, also where it is injected into itself, "
						+ "or remove the circular reference or @Go");
	}

	/** Describes a class of which there can be no proxy. */
	RuntimeException withoutProxy(Class<?> type, AopConfigException failure) {
		Class<?> userClass = ClassUtils.getUserClass(type);
		if (!Modifier.isFinal(userClass.getModifiers()) && !userClass.isSealed()) {
			return failure;
		}
		if (KotlinDetector.isKotlinType(userClass)) {
			return invalid(userClass, "belongs to the class " + userClass.getName()
					+ ", which is not open, so that there can be no proxy of it", GoMethods.OPEN_KOTLIN);
		}
		return invalid(userClass,
				"belongs to the " + (userClass.isSealed() ? "sealed" : "final") + " class " + userClass.getName()
						+ ", so that there can be no proxy of it",
				"Use a class that is neither final, nor sealed, nor a record, or remove @Go");
	}

	private List<Problem> unseen(String beanName, Class<?> type, Set<String> seen) {
		String bean = "belongs to the bean '" + beanName + "', which ";
		if (!this.beanFactory.containsBeanDefinition(beanName)) {
			return problems(type, bean + "was registered as a finished object, to which @Go cannot be applied",
					"Register it with registerBean or another bean definition instead of registerSingleton, or remove @Go");
		}
		String postProcessor = findPostProcessorThatNeeds(beanName);
		if (beanName.equals(postProcessor)) {
			return problems(type, bean + "is a post-processor itself and was created before @Go could be applied to it",
					"Move the method to a bean of its own, or remove @Go");
		}
		String who = (postProcessor != null) ? "the post-processor '" + postProcessor + "'" : anyOtherUnseen(seen);
		return problems(type, bean + who + " had created before @Go could be applied to it",
				"Let " + who + " ask for '" + beanName + "' later, through an ObjectProvider or @Lazy, and declare its "
						+ "@Bean method static, or remove @Go");
	}

	private @Nullable String findPostProcessorThatNeeds(String beanName) {
		Set<String> known = new HashSet<>(Set.of(beanName));
		Queue<String> queue = new ArrayDeque<>(known);
		for (String current = queue.poll(); current != null; current = queue.poll()) {
			if (isPostProcessor(current)) {
				return current;
			}
			for (String dependent : this.beanFactory.getDependentBeans(current)) {
				if (known.add(dependent)) {
					queue.add(dependent);
				}
			}
		}
		return null;
	}

	/** Names the candidates, since a call of getBean leaves no trace of its caller. */
	private String anyOtherUnseen(Set<String> seen) {
		String names = Arrays.stream(this.beanFactory.getBeanDefinitionNames())
			.filter((name) -> !seen.contains(name) && isPostProcessor(name) && !isOfSpring(name))
			.map((name) -> "'" + name + "'")
			.collect(Collectors.joining(" or "));
		return names.isEmpty() ? "a post-processor" : "the post-processor " + names;
	}

	private boolean isPostProcessor(String beanName) {
		return this.beanFactory.containsBean(beanName)
				&& (this.beanFactory.isTypeMatch(beanName, BeanPostProcessor.class)
						|| this.beanFactory.isTypeMatch(beanName, BeanFactoryPostProcessor.class));
	}

	private boolean isOfSpring(String beanName) {
		Class<?> type = this.beanFactory.getType(beanName, false);
		return type == null || type.getName().startsWith("org.springframework.")
				|| type == GoAnnotationBeanPostProcessor.class;
	}

	/**
	 * Whether a test has replaced the bean, as far as can be told: a test puts its
	 * objects in place before there is any bean.
	 */
	private boolean isReplacedByTest(String beanName) {
		return this.beanFactory.containsBean(TEST_OVERRIDES) && this.beanFactory.containsBeanDefinition(beanName)
				&& findPostProcessorThatNeeds(beanName) == null;
	}

	private boolean hasProductWithGo(Object bean) {
		Class<?> type = (bean instanceof FactoryBean<?> factory && factory.isSingleton()) ? factory.getObjectType()
				: null;
		return type != null && hasGo(type);
	}

	private @Nullable Class<?> classWithGo(Object bean) {
		Class<?> targetClass = AopUtils.getTargetClass(bean);
		if (hasGo(targetClass)) {
			return targetClass;
		}
		return hasGo(bean.getClass()) ? bean.getClass() : null;
	}

	private boolean hasGo(Class<?> type) {
		try {
			return !this.methods.in(type).isEmpty();
		}
		catch (IllegalStateException ex) {
			// The class names other classes that are not there.
			logger.debug("Could not check " + type + " for @Go methods", ex);
			return false;
		}
	}

	private InvalidGoMethodException invalid(Class<?> type, String reason, String fix) {
		return new InvalidGoMethodException(problems(type, reason, fix));
	}

	private List<Problem> problems(Class<?> type, String reason, String fix) {
		return this.methods.in(type).keySet().stream().map((method) -> new Problem(method, reason, fix)).toList();
	}

}
