package dev.goroutine.spring.observation;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.GoOutcome;
import io.micrometer.common.KeyValue;
import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations that {@link GoObservations} makes.
 */
public enum GoObservationDocumentation implements ObservationDocumentation {

	/**
	 * One call of a {@link Go @Go} method, from the call until its result is there.
	 */
	GOROUTINE_EXECUTION {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultGoObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return LowCardinalityKeyNames.values();
		}

	};

	/**
	 * Key names with few values, for meters and for spans.
	 */
	public enum LowCardinalityKeyNames implements KeyName {

		/**
		 * Name of the method.
		 */
		CODE_FUNCTION {

			@Override
			public String asString() {
				return "code.function";
			}

		},

		/**
		 * {@link Class#getCanonicalName() Canonical name} of the class of the bean, or
		 * its {@link Class#getName() name} if it has none.
		 */
		CODE_NAMESPACE {

			@Override
			public String asString() {
				return "code.namespace";
			}

		},

		/**
		 * Simple name of the class of the exception, or {@value KeyValue#NONE_VALUE}.
		 */
		EXCEPTION {

			@Override
			public String asString() {
				return "exception";
			}

		},

		/**
		 * Name of the {@link GoOutcome}.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * Name of the runtime.
		 */
		RUNTIME {

			@Override
			public String asString() {
				return "runtime";
			}

		}

	}

}
