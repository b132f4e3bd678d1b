package dev.goroutine.spring.observation;

import java.lang.reflect.Method;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.GoOutcome;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Observes every call of a {@link Go @Go} method, as soon as there is a bean of this
 * type. The observation starts at the call, as a child of the caller's, is the current
 * one in the method, and ends with the result. See {@link GoObservationDocumentation}.
 */
public final class GoObservations {

	private final ObservationRegistry registry;

	private final @Nullable GoObservationConvention convention;

	/**
	 * Creates the observations.
	 * @param registry where they are registered
	 * @param convention names them, or {@code null} for the registry's convention if it
	 * has one, else {@link DefaultGoObservationConvention}
	 */
	public GoObservations(ObservationRegistry registry, @Nullable GoObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	/**
	 * Starts the observation of a call, on the thread of the caller.
	 * @param targetClass the class of the bean
	 * @param method the method that is called
	 * @param runtime the name of the runtime that it runs on
	 * @return the observation
	 */
	public Started start(Class<?> targetClass, Method method, String runtime) {
		GoObservationContext context = new GoObservationContext(targetClass, method, runtime);
		Observation observation = GoObservationDocumentation.GOROUTINE_EXECUTION.observation(this.convention,
				DefaultGoObservationConvention.INSTANCE, () -> context, this.registry);
		return new Started(observation.start(), context);
	}

	/**
	 * The observation of one call.
	 *
	 * @param observation the observation, which has been started
	 * @param context what is known of the call
	 */
	public record Started(Observation observation, GoObservationContext context) {

		/**
		 * Makes the call with the observation as the current one.
		 * @param invocation the call
		 * @return what it returns
		 * @throws Throwable what it throws
		 */
		public @Nullable Object proceed(MethodInvocation invocation) throws Throwable {
			Observation.Scope scope = this.observation.openScope();
			try {
				return invocation.proceed();
			}
			finally {
				scope.close();
			}
		}

		/**
		 * Ends the observation. Called once, on the thread that ends the call.
		 * @param outcome how the call has ended
		 * @param failure what the call has failed with, or {@code null}
		 */
		public void end(GoOutcome outcome, @Nullable Throwable failure) {
			this.context.setOutcome(outcome);
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

	}

}
