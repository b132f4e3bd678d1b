package dev.goroutine.spring.annotation;

import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.goroutine.spring.Go;

import org.springframework.core.KotlinDetector;
import org.springframework.core.NestedRuntimeException;
import org.springframework.util.Assert;

/**
 * {@link Go @Go} methods that cannot run on a goroutine. Thrown while the application
 * starts, or when a bean is created whose class was not known until then.
 */
public class InvalidGoMethodException extends NestedRuntimeException {

	private final List<Problem> problems;

	/**
	 * Creates the exception.
	 * @param problems what is wrong, at least one
	 */
	public InvalidGoMethodException(List<Problem> problems) {
		super(problems.stream().map(Problem::description).collect(Collectors.joining("; ")));
		Assert.notEmpty(problems, "'problems' must not be empty");
		this.problems = List.copyOf(problems);
	}

	/**
	 * What is wrong, one element for each method.
	 * @return the problems, at least one
	 */
	public List<Problem> getProblems() {
		return this.problems;
	}

	/**
	 * What is wrong with one method.
	 *
	 * @param method the method
	 * @param reason what is wrong, the rest of a sentence that begins with the method
	 * @param fix what to do about it, a sentence
	 */
	public record Problem(Method method, String reason, String fix) {

		/**
		 * The method as {@code package.Class#method(Type)}.
		 * @return the method
		 */
		public String signature() {
			return this.method.getDeclaringClass().getName() + "#" + this.method.getName() + Stream
				.of(this.method.getGenericParameterTypes())
				.limit(this.method.getParameterCount() - (KotlinDetector.isSuspendingFunction(this.method) ? 1 : 0))
				.map((type) -> (type instanceof Class<?> clazz) ? clazz.getSimpleName() : type.getTypeName())
				.collect(Collectors.joining(", ", "(", ")"));
		}

		/**
		 * The method and what is wrong with it, in one sentence without the full stop.
		 * @return the description
		 */
		public String description() {
			return "@Go method " + signature() + " " + this.reason;
		}

	}

}
