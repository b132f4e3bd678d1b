package dev.goroutine.spring.observation;

import dev.goroutine.spring.GoOutcome;
import dev.goroutine.spring.observation.GoObservationDocumentation.LowCardinalityKeyNames;
import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import org.springframework.util.StringUtils;

/**
 * The name {@code goroutine.execution}, spans called {@code go quotes.ask}, and the key
 * values of {@link GoObservationDocumentation}.
 */
public class DefaultGoObservationConvention implements GoObservationConvention {

	static final GoObservationConvention INSTANCE = new DefaultGoObservationConvention();

	@Override
	public String getName() {
		return "goroutine.execution";
	}

	@Override
	public String getContextualName(GoObservationContext context) {
		return "go " + StringUtils.uncapitalize(context.getTargetClass().getSimpleName()) + "."
				+ context.getMethod().getName();
	}

	@Override
	public KeyValues getLowCardinalityKeyValues(GoObservationContext context) {
		String namespace = context.getTargetClass().getCanonicalName();
		Throwable error = context.getError();
		GoOutcome outcome = context.getOutcome();
		return KeyValues.of(LowCardinalityKeyNames.CODE_FUNCTION.withValue(context.getMethod().getName()),
				LowCardinalityKeyNames.CODE_NAMESPACE
					.withValue((namespace != null) ? namespace : context.getTargetClass().getName()),
				LowCardinalityKeyNames.EXCEPTION
					.withValue((error != null) ? error.getClass().getSimpleName() : KeyValue.NONE_VALUE),
				LowCardinalityKeyNames.OUTCOME.withValue((outcome != null) ? outcome.name() : "UNKNOWN"),
				LowCardinalityKeyNames.RUNTIME.withValue(context.getRuntime()));
	}

}
