package dev.goroutine.spring.boot.autoconfigure.diagnostics;

import dev.goroutine.spring.boot.autoconfigure.GoroutineConfigurationException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what is wrong and what to do, as a {@link GoroutineConfigurationException} has it.
 */
class GoroutineConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<GoroutineConfigurationException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, GoroutineConfigurationException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getAction() + ".", cause);
	}

}
