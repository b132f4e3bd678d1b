package dev.goroutine.spring.observation;

import dev.goroutine.spring.Go;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the observations of {@link Go @Go} calls and gives them their key values. A bean
 * of this type replaces {@link DefaultGoObservationConvention}.
 */
public interface GoObservationConvention extends ObservationConvention<GoObservationContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof GoObservationContext;
	}

}
