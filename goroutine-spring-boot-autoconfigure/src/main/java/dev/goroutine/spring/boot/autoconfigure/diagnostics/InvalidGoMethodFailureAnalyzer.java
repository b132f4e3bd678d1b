package dev.goroutine.spring.boot.autoconfigure.diagnostics;

import java.util.List;
import java.util.stream.Collectors;

import dev.goroutine.spring.annotation.InvalidGoMethodException;
import dev.goroutine.spring.annotation.InvalidGoMethodException.Problem;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says which {@code @Go} methods are wrong, why, and what to do.
 */
class InvalidGoMethodFailureAnalyzer extends AbstractFailureAnalyzer<InvalidGoMethodException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidGoMethodException cause) {
		List<Problem> problems = cause.getProblems();
		String description = problems.stream()
			.map((problem) -> "The " + problem.description() + ".")
			.collect(Collectors.joining(System.lineSeparator()));
		String action = problems.stream()
			.map((problem) -> problem.fix() + ".")
			.distinct()
			.collect(Collectors.joining(System.lineSeparator()));
		return new FailureAnalysis(description, action, cause);
	}

}
