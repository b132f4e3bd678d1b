package dev.goroutine.spring.boot.autoconfigure.diagnostics;

import dev.goroutine.spring.runtime.DuplicateGoRuntimeException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which beans a {@link DuplicateGoRuntimeException} names and what to do.
 */
class DuplicateGoRuntimeFailureAnalyzer extends AbstractFailureAnalyzer<DuplicateGoRuntimeException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, DuplicateGoRuntimeException cause) {
		return new FailureAnalysis(cause.getMessage() + ".", cause.getAction() + ".", cause);
	}

}
