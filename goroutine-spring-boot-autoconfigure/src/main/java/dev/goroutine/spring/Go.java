package dev.goroutine.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.aot.hint.annotation.Reflective;

/**
 * Runs a method on a goroutine of its own: Go's {@code go} statement. The caller goes on
 * at once.
 * <p>
 * A method returns {@code void}, {@link java.util.concurrent.Future},
 * {@link java.util.concurrent.CompletionStage},
 * {@link java.util.concurrent.CompletableFuture} or {@link dev.goroutine.Goroutine}. What
 * the caller gets is completed with the result of the future that the method returns. No
 * goroutine is kept to wait for a {@code CompletionStage} or {@code Goroutine}; a plain
 * {@code Future} tells nobody that it is done, so its goroutine waits for it. Cancelling
 * what the caller has with {@link java.util.concurrent.Future#cancel cancel(true)}
 * interrupts the goroutine and cancels the method's own future. What a method throws goes
 * into the future, for {@code void} to the application's
 * {@link org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler}. A call after
 * the runtime was shut down throws
 * {@link org.springframework.core.task.TaskRejectedException} at the caller.
 * <p>
 * On a class the annotation holds for every public method which that class and its
 * subclasses declare, on an interface for every method of the interface; on a method it
 * comes before both. Private, final and static methods, package-private ones of a
 * superclass in another package, other return types, and methods that are
 * {@link org.springframework.scheduling.annotation.Async @Async} as well, stop the
 * application at startup. So does a bean that cannot have the advice: a bean that a
 * post-processor gets before its time, that is part of a circular reference, that was
 * registered as a finished object, or of which there can be no proxy.
 * <p>
 * As with every advice on Spring's proxies, a call from within the same object is a plain
 * call; a bean that is to call its own methods injects itself with
 * {@link org.springframework.context.annotation.Lazy @Lazy}. The goroutine is outermost:
 * transactions, retries, caches and security of the same method are applied on the
 * goroutine.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Reflective
public @interface Go {

	/**
	 * The {@linkplain dev.goroutine.GoRuntime#name() name of the runtime} to run on, the
	 * default runtime if empty. <code>${…}</code> and <code>#{…}</code> are resolved.
	 * @return the name
	 */
	String value() default "";

	/**
	 * The name of the goroutine, {@code Class.method} if empty. <code>${…}</code> and
	 * <code>#{…}</code> are resolved.
	 * @return the name
	 */
	String name() default "";

	/**
	 * How long a call may take, from the call until its result is there, such as
	 * {@code 250ms}, {@code 1m30s} or {@code PT2S}; no limit if empty. When the time is
	 * up, the goroutine is interrupted and the result is a {@link GoTimeoutException},
	 * which for {@code void} goes to the
	 * {@link org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler}.
	 * <code>${…}</code> and <code>#{…}</code> are resolved.
	 * @return the duration
	 */
	String timeout() default "";

}
