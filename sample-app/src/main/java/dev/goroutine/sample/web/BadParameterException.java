package dev.goroutine.sample.web;

import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/**
 * A request parameter that cannot be used: answered with 400 and a problem detail that
 * names the parameter, its value and the fix.
 */
public class BadParameterException extends ErrorResponseException {

	/**
	 * Creates the answer.
	 * @param parameter the name of the parameter
	 * @param value what was sent
	 * @param fix what to send instead
	 * @param cause why the value was refused, or {@code null}
	 */
	public BadParameterException(String parameter, String value, String fix, @Nullable Throwable cause) {
		super(HttpStatus.BAD_REQUEST, problem(parameter, value, fix), cause);
	}

	private static ProblemDetail problem(String parameter, String value, String fix) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"Parameter '%s' has the value '%s': %s".formatted(parameter, value, fix));
		problem.setTitle("Bad parameter");
		problem.setProperty("parameter", parameter);
		problem.setProperty("value", value);
		problem.setProperty("fix", fix);
		return problem;
	}

}
