package dev.goroutine.spring;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.goroutine.spring.InvalidGoMethodException.Problem;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.scheduling.annotation.Async;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the {@link Go @Go} methods of classes, once for each class, and refuses those
 * that could never run on a goroutine. Safe for use by several threads.
 */
final class GoMethods {

	private final Map<Class<?>, Map<Method, GoMethod>> methods = new ConcurrentHashMap<>(256);

	/**
	 * The {@code @Go} method that a call of {@code method} on an object of that class
	 * ends in.
	 */
	@Nullable GoMethod find(Method method, Class<?> targetClass) {
		Map<Method, GoMethod> candidates = in(targetClass);
		return candidates.isEmpty() ? null : candidates.get(AopUtils.getMostSpecificMethod(method, targetClass));
	}

	/**
	 * All {@code @Go} methods of a class, the inherited ones included.
	 * @throws InvalidGoMethodException if one cannot run on a goroutine
	 */
	Map<Method, GoMethod> in(Class<?> targetClass) {
		Map<Method, GoMethod> known = this.methods.get(targetClass);
		if (known == null) {
			known = introspect(targetClass);
			this.methods.put(targetClass, known);
		}
		return known;
	}

	private Map<Method, GoMethod> introspect(Class<?> targetClass) {
		if (!AnnotationUtils.isCandidateClass(targetClass, Go.class)) {
			return Map.of();
		}
		List<Method> ofInterfaces = methodsOfGoInterfaces(targetClass);
		List<Problem> problems = new ArrayList<>();
		Map<Method, GoMethod> found = MethodIntrospector.selectMethods(targetClass,
				(Method method) -> inspect(method, targetClass, ofInterfaces, problems));
		if (!problems.isEmpty()) {
			throw new InvalidGoMethodException(problems.stream().distinct().toList());
		}
		return Map.copyOf(found);
	}

	private @Nullable GoMethod inspect(Method method, Class<?> targetClass, List<Method> ofInterfaces,
			List<Problem> problems) {
		if (method.isBridge()) {
			return null;
		}
		MergedAnnotation<Go> go = findGo(method, ofInterfaces);
		if (!go.isPresent()) {
			return null;
		}
		GoReturn returns = GoReturn.of(method.getReturnType());
		Problem problem = check(method, targetClass, returns);
		if (problem != null || returns == null) {
			if (problem != null) {
				problems.add(problem);
			}
			return null;
		}
		return new GoMethod(method, ClassUtils.getUserClass(targetClass), returns, go.getString(MergedAnnotation.VALUE),
				go.getString("name"), go.getString("timeout"));
	}

	private MergedAnnotation<Go> findGo(Method method, List<Method> ofInterfaces) {
		MergedAnnotation<Go> onMethod = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).get(Go.class);
		if (onMethod.isPresent() || !Modifier.isPublic(method.getModifiers())
				|| Modifier.isStatic(method.getModifiers()) || ReflectionUtils.isObjectMethod(method)) {
			return onMethod;
		}
		MergedAnnotation<Go> onClass = MergedAnnotations.from(method.getDeclaringClass(), SearchStrategy.SUPERCLASS)
			.get(Go.class);
		if (onClass.isPresent()) {
			return onClass;
		}
		for (Method ofInterface : ofInterfaces) {
			if (overrides(method, ofInterface)) {
				return MergedAnnotations.from(ofInterface.getDeclaringClass()).get(Go.class);
			}
		}
		return MergedAnnotation.missing();
	}

	/** The methods of the interfaces which bear the annotation themselves. */
	private List<Method> methodsOfGoInterfaces(Class<?> targetClass) {
		List<Method> methods = new ArrayList<>();
		for (Class<?> candidate : ClassUtils.getAllInterfacesForClassAsSet(targetClass)) {
			if (MergedAnnotations.from(candidate).isPresent(Go.class)) {
				ReflectionUtils.doWithLocalMethods(candidate, methods::add);
			}
		}
		return methods;
	}

	private boolean overrides(Method method, Method ofInterface) {
		return method.getName().equals(ofInterface.getName())
				&& method.equals(AopUtils.getMostSpecificMethod(ofInterface, method.getDeclaringClass()));
	}

	private @Nullable Problem check(Method method, Class<?> targetClass, @Nullable GoReturn returns) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			return unreachable(method, "private");
		}
		if (Modifier.isStatic(modifiers)) {
			return unreachable(method, "static");
		}
		if (Modifier.isFinal(modifiers)) {
			return unreachable(method, "final");
		}
		if (returns == null) {
			String type = method.getGenericReturnType().getTypeName();
			return new Problem(method, "returns " + type + ", which its caller would have to wait for",
					"Let it return void, Future, CompletionStage, CompletableFuture or Goroutine, or remove @Go");
		}
		if (isAsync(method) || isAsync(targetClass)) {
			return new Problem(method, "is @Async as well, so its goroutine would only hand it over to an executor",
					"Remove @Async to have it run on a goroutine, or remove @Go");
		}
		return null;
	}

	private boolean isAsync(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).isPresent(Async.class);
	}

	private Problem unreachable(Method method, String modifier) {
		return new Problem(method, "is " + modifier + ", so no proxy can intercept a call of it",
				"Remove '" + modifier + "', or remove @Go");
	}

}
