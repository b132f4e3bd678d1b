package dev.goroutine.spring.annotation;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.goroutine.spring.Go;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.Assert;

/**
 * Makes {@link Go @Go} work: puts a goroutine around every call of such a method, outside
 * of all other advice on the bean.
 * <p>
 * A bean with such methods that cannot have the advice stops the application at startup:
 * {@link UnadvisedGoBeans} says why. When the singletons are there it also checks the
 * classes of all other beans, so that a mistake in a lazy or scoped bean stops the
 * application at startup. Beans whose class their definition does not tell are checked
 * when they are created.
 */
public final class GoAnnotationBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(GoAnnotationBeanPostProcessor.class);

	private final GoMethods methods = new GoMethods();

	/** The classes of beans that are being initialized, before anything wraps them. */
	private final Map<String, Class<?>> initializing = new ConcurrentHashMap<>();

	/** Beans that other beans got before they were initialized. */
	private final Set<String> early = ConcurrentHashMap.newKeySet();

	/** Beans that were initialized during startup. */
	private final Set<String> seen = ConcurrentHashMap.newKeySet();

	private @Nullable GoInterceptor interceptor;

	private @Nullable GoInvokers invokers;

	private @Nullable UnadvisedGoBeans unadvised;

	private volatile boolean singletonsReady;

	/**
	 * Creates the post-processor.
	 */
	public GoAnnotationBeanPostProcessor() {
		this.beforeExistingAdvisors = true;
		// Those of listeners come last and keep the bean as they find it.
		setOrder(Ordered.LOWEST_PRECEDENCE - 1);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		Assert.state(this.beanFactory != null, "A ConfigurableListableBeanFactory is needed");
		GoInvokers invokers = new GoInvokers(this.beanFactory);
		this.invokers = invokers;
		GoInterceptor interceptor = new GoInterceptor(this.methods, invokers::create);
		this.interceptor = interceptor;
		this.unadvised = new UnadvisedGoBeans(this.methods, this.beanFactory);
		this.advisor = new DefaultPointcutAdvisor(new GoPointcut(this.methods), interceptor);
	}

	@Override
	public Object getEarlyBeanReference(Object bean, String beanName) {
		if (!this.methods.in(bean.getClass()).isEmpty()) {
			this.early.add(beanName);
		}
		return bean;
	}

	@Override
	public @Nullable Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (!this.methods.in(bean.getClass()).isEmpty()
				&& !beanName.endsWith(AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX)) {
			this.initializing.put(beanName, bean.getClass());
		}
		return bean;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> raw = this.initializing.remove(beanName);
		Object result = advise(bean, beanName);
		if (raw != null && result == bean && !isAdvised(bean)) {
			throw unadvised().hidden(beanName, raw, bean);
		}
		if (this.early.remove(beanName)) {
			throw unadvised().circular(beanName, bean.getClass());
		}
		if (!this.singletonsReady) {
			this.seen.add(beanName);
		}
		else if (!(bean instanceof AopInfrastructureBean)) {
			// During startup, the first @Go bean must not create the runtimes.
			bind(bean.getClass());
			bind(AopUtils.getTargetClass(bean));
		}
		return result;
	}

	private Object advise(Object bean, String beanName) {
		try {
			return super.postProcessAfterInitialization(bean, beanName);
		}
		catch (AopConfigException ex) {
			throw unadvised().withoutProxy(bean.getClass(), ex);
		}
	}

	@Override
	protected boolean isEligible(Class<?> targetClass) {
		return this.advisor != null && !this.methods.in(targetClass).isEmpty();
	}

	private boolean isAdvised(Object bean) {
		return bean instanceof Advised advised && this.advisor != null && advised.indexOf(this.advisor) >= 0;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ConfigurableListableBeanFactory beanFactory = this.beanFactory;
		Assert.state(beanFactory != null, "No bean factory");
		this.singletonsReady = true;
		for (String beanName : beanFactory.getBeanDefinitionNames()) {
			Class<?> type = determineClass(beanFactory, beanName);
			if (type != null) {
				try {
					bind(type);
				}
				catch (IllegalStateException ex) {
					// A bean that is never made may name classes that are not there.
					logger.debug("Could not check the class of bean '" + beanName + "' for @Go methods", ex);
				}
			}
		}
		unadvised().check(this.seen, this::isAdvised);
		this.seen.clear();
	}

	@Override
	public void destroy() {
		if (this.invokers != null) {
			this.invokers.timeouts().close();
		}
	}

	private @Nullable Class<?> determineClass(ConfigurableListableBeanFactory beanFactory, String beanName) {
		try {
			return AutoProxyUtils.determineTargetClass(beanFactory, beanName);
		}
		catch (Throwable ex) {
			logger.debug("Could not determine the class of bean '" + beanName + "' to check it for @Go methods", ex);
			return null;
		}
	}

	private void bind(Class<?> targetClass) {
		GoInterceptor interceptor = this.interceptor;
		if (interceptor != null) {
			for (Method method : this.methods.in(targetClass).keySet()) {
				interceptor.bind(method, targetClass);
			}
		}
	}

	private UnadvisedGoBeans unadvised() {
		Assert.state(this.unadvised != null, "No bean factory");
		return this.unadvised;
	}

	/**
	 * Matches the methods that {@link GoMethods} finds.
	 */
	private static final class GoPointcut extends StaticMethodMatcherPointcut {

		private final GoMethods methods;

		GoPointcut(GoMethods methods) {
			this.methods = methods;
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return this.methods.find(method, targetClass) != null;
		}

	}

}
