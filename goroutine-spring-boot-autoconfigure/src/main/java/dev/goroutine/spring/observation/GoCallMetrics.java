package dev.goroutine.spring.observation;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.GoOutcome;

/**
 * Records how long calls of {@link Go @Go} methods take. A bean of this type is asked
 * once for each method.
 */
@FunctionalInterface
public interface GoCallMetrics {

	/**
	 * The recorder for all calls of one method.
	 * @param runtime the name of the runtime that the method runs on
	 * @param type the class of the bean; its simple name need not be unique
	 * @param method the name of the method
	 * @return the recorder
	 */
	Recorder forMethod(String runtime, Class<?> type, String method);

	/**
	 * Records calls of one method. Called once for each call, on the thread that has
	 * ended it, so it must be quick and safe for use by several threads.
	 */
	@FunctionalInterface
	interface Recorder {

		/**
		 * A call has ended.
		 * @param nanos from the call until its result was there, in nanoseconds
		 * @param outcome how it has ended
		 */
		void record(long nanos, GoOutcome outcome);

	}

}
