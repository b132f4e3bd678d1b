package dev.goroutine.spring.annotation;

import dev.goroutine.spring.Go;
import org.aopalliance.intercept.MethodInvocation;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.aop.interceptor.SimpleAsyncUncaughtExceptionHandler;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.util.function.SingletonSupplier;

/**
 * Gives what {@code void} {@link Go @Go} methods throw to the handler that the
 * application has for {@code @Async}, else to the log. The handler is looked up when it
 * is first needed, so that nothing is created early.
 */
final class UncaughtGoExceptions {

	private static final Log logger = LogFactory.getLog(UncaughtGoExceptions.class);

	private final SingletonSupplier<AsyncUncaughtExceptionHandler> handler;

	UncaughtGoExceptions(ObjectProvider<AsyncConfigurer> configurers) {
		this.handler = SingletonSupplier.of(() -> determineHandler(configurers.getIfUnique()));
	}

	private static AsyncUncaughtExceptionHandler determineHandler(@Nullable AsyncConfigurer configurer) {
		AsyncUncaughtExceptionHandler handler = (configurer != null) ? configurer.getAsyncUncaughtExceptionHandler()
				: null;
		return (handler != null) ? handler : new SimpleAsyncUncaughtExceptionHandler();
	}

	void handle(Throwable failure, MethodInvocation invocation) {
		try {
			this.handler.obtain().handleUncaughtException(failure, invocation.getMethod(), invocation.getArguments());
		}
		catch (Throwable ex) {
			ex.addSuppressed(failure);
			logger.warn("The handler of what @Go methods throw has failed itself, for " + invocation.getMethod(), ex);
		}
	}

}
