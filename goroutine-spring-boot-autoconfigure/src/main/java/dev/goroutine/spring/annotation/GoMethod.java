package dev.goroutine.spring.annotation;

import java.lang.reflect.Method;

import dev.goroutine.spring.Go;

import org.springframework.util.ClassUtils;

/**
 * A method that {@link Go @Go} applies to, with the attributes as they were written.
 *
 * @param method the method of the target class
 * @param targetClass the class of the bean
 * @param returns what it returns
 * @param runtime the name of the runtime, empty for the default
 * @param name the name of the goroutine, empty for the default
 * @param timeout how long a call may take, empty for ever
 */
record GoMethod(Method method, Class<?> targetClass, GoReturn returns, String runtime, String name, String timeout) {

	/** {@code Class.method}: names the goroutines and tags the timers. */
	String label() {
		return ClassUtils.getShortName(this.targetClass) + "." + this.method.getName();
	}

}
