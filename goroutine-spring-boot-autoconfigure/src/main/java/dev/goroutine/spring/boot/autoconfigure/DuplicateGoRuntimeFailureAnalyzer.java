package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.spring.DuplicateGoRuntimeException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says what a {@link DuplicateGoRuntimeException} knows.
 */
class DuplicateGoRuntimeFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateGoRuntimeException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateGoRuntimeException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getAction() + ".", cause);
	}

}
