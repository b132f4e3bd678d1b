package dev.goroutine.spring.observation;

import java.lang.reflect.Method;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.GoOutcome;
import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one call of a {@link Go @Go} method while it is observed.
 */
public class GoObservationContext extends Observation.Context {

	private final Class<?> targetClass;

	private final Method method;

	private final String runtime;

	private volatile @Nullable GoOutcome outcome;

	/**
	 * Creates the context of a call.
	 * @param targetClass the class of the bean
	 * @param method the method that is called
	 * @param runtime the name of the runtime that it runs on
	 */
	public GoObservationContext(Class<?> targetClass, Method method, String runtime) {
		this.targetClass = targetClass;
		this.method = method;
		this.runtime = runtime;
	}

	/**
	 * The class of the bean.
	 * @return the class
	 */
	public Class<?> getTargetClass() {
		return this.targetClass;
	}

	/**
	 * The method that is called.
	 * @return the method
	 */
	public Method getMethod() {
		return this.method;
	}

	/**
	 * The name of the runtime that the method runs on.
	 * @return the name
	 */
	public String getRuntime() {
		return this.runtime;
	}

	/**
	 * How the call has ended.
	 * @return the outcome, or {@code null} while it has not
	 */
	public @Nullable GoOutcome getOutcome() {
		return this.outcome;
	}

	/**
	 * Says how the call has ended.
	 * @param outcome the outcome
	 */
	public void setOutcome(GoOutcome outcome) {
		this.outcome = outcome;
	}

}
