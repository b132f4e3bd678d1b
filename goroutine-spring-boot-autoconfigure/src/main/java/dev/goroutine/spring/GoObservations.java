package dev.goroutine.spring;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

/**
 * Has every call of a {@link Go @Go} method observed, as soon as there is a bean of this
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

	/** Starts the observation of a call, on the thread of the caller. */
	Started start(GoMethod method, String runtime) {
		GoObservationContext context = new GoObservationContext(method.targetClass(), method.method(), runtime);
		Observation observation = GoObservationDocumentation.GOROUTINE_EXECUTION.observation(this.convention,
				DefaultGoObservationConvention.INSTANCE, () -> context, this.registry);
		return new Started(observation.start(), context);
	}

	/**
	 * The observation of one call.
	 */
	record Started(Observation observation, GoObservationContext context) {

		/** Makes the call with the observation as the current one. */
		@Nullable Object proceed(MethodInvocation invocation) throws Throwable {
			Observation.Scope scope = this.observation.openScope();
			try {
				return invocation.proceed();
			}
			finally {
				scope.close();
			}
		}

		/** Called once, by whoever ends the call. */
		void end(GoOutcome outcome, @Nullable Throwable failure) {
			this.context.setOutcome(outcome);
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

	}

}
