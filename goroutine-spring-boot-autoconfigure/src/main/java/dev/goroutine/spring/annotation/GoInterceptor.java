package dev.goroutine.spring.annotation;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.goroutine.spring.Go;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.core.Ordered;

/**
 * Turns calls of {@link Go @Go} methods into goroutines.
 */
final class GoInterceptor implements MethodInterceptor, Ordered {

	private final GoMethods methods;

	private final Function<GoMethod, GoInvoker> factory;

	// By class first: the same inherited method can differ between two subclasses.
	private final Map<Class<?>, Map<Method, GoInvoker>> invokers = new ConcurrentHashMap<>();

	GoInterceptor(GoMethods methods, Function<GoMethod, GoInvoker> factory) {
		this.methods = methods;
		this.factory = factory;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Method method = invocation.getMethod();
		// The class that the pointcut was asked for, also if the target is a proxy
		// itself.
		Class<?> targetClass = (target != null) ? target.getClass() : method.getDeclaringClass();
		GoInvoker invoker = known(method, targetClass);
		if (invoker == null) {
			invoker = bind(method, targetClass);
		}
		return (invoker != null) ? invoker.invoke(invocation) : invocation.proceed();
	}

	private @Nullable GoInvoker known(Method method, Class<?> targetClass) {
		Map<Method, GoInvoker> ofClass = this.invokers.get(targetClass);
		return (ofClass != null) ? ofClass.get(method) : null;
	}

	/** Resolves how to call the method, and fails if it cannot be called. */
	@Nullable GoInvoker bind(Method method, Class<?> targetClass) {
		GoInvoker known = known(method, targetClass);
		GoMethod goMethod = (known == null) ? this.methods.find(method, targetClass) : null;
		if (goMethod == null) {
			return known;
		}
		GoInvoker invoker = this.factory.apply(goMethod);
		this.invokers.computeIfAbsent(targetClass, (key) -> new ConcurrentHashMap<>()).put(method, invoker);
		return invoker;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

}
