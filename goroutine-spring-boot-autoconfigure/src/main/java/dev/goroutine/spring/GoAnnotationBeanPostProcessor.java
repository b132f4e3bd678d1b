package dev.goroutine.spring;

import java.lang.reflect.Method;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.Assert;

/**
 * Makes {@link Go @Go} work: puts a goroutine around every call of such a method, outside
 * of all other advice on the bean.
 * <p>
 * When the singletons are there it also checks the classes of all other beans, so that a
 * mistake in a lazy or scoped bean stops the application at startup. Beans whose class
 * their definition does not tell are checked when they are created.
 */
public class GoAnnotationBeanPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements SmartInitializingSingleton, DisposableBean {

	private static final Log logger = LogFactory.getLog(GoAnnotationBeanPostProcessor.class);

	private final GoMethods methods = new GoMethods();

	private @Nullable GoInterceptor interceptor;

	private @Nullable GoInvokers invokers;

	private volatile boolean singletonsReady;

	/**
	 * Creates the post-processor.
	 */
	public GoAnnotationBeanPostProcessor() {
		this.beforeExistingAdvisors = true;
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		Assert.state(this.beanFactory != null, "A ConfigurableListableBeanFactory is needed");
		GoInvokers invokers = new GoInvokers(this.beanFactory);
		this.invokers = invokers;
		GoInterceptor interceptor = new GoInterceptor(this.methods, invokers::create);
		this.interceptor = interceptor;
		this.advisor = new DefaultPointcutAdvisor(new GoPointcut(this.methods), interceptor);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Object result = super.postProcessAfterInitialization(bean, beanName);
		// Before that, the runtimes must not be created on account of the first @Go bean.
		if (this.singletonsReady && !(bean instanceof AopInfrastructureBean)) {
			bind(AopUtils.getTargetClass(bean));
		}
		return result;
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
