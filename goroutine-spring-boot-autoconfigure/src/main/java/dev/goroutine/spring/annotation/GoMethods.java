package dev.goroutine.spring.annotation;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.goroutine.spring.Go;
import dev.goroutine.spring.annotation.InvalidGoMethodException.Problem;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.KotlinDetector;
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

	static final String OPEN_KOTLIN = "Declare it 'open', and its class as well, or let the compiler plugin kotlin-spring do "
			+ "so, or remove @Go";

	private final Map<Class<?>, Map<Method, GoMethod>> methods = new ConcurrentHashMap<>(256);

	/**
	 * Finds the {@code @Go} method that a call of {@code method} on an object of that
	 * class ends in. For a proxy, whose advice stands for an object of another class or
	 * for none, that is the method of the interface.
	 */
	@Nullable GoMethod find(Method method, Class<?> targetClass) {
		Class<?> declaringClass = method.getDeclaringClass();
		if (!declaringClass.isAssignableFrom(targetClass)) {
			return find(method, declaringClass);
		}
		Map<Method, GoMethod> candidates = in(targetClass);
		if (candidates.isEmpty()) {
			return null;
		}
		Method called = mostSpecific(method, targetClass);
		GoMethod found = candidates.get(called);
		return (found == null && Proxy.isProxyClass(targetClass)) ? ofOtherInterface(called, candidates) : found;
	}

	/** Finds the same method of another interface: a proxy names one of them. */
	private @Nullable GoMethod ofOtherInterface(Method called, Map<Method, GoMethod> candidates) {
		return candidates.values()
			.stream()
			.filter((candidate) -> candidate.method().getName().equals(called.getName())
					&& Arrays.equals(candidate.method().getParameterTypes(), called.getParameterTypes()))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Returns the method to look at: never a bridge, and for a proxy that of its
	 * interface.
	 */
	private Method mostSpecific(Method method, Class<?> targetClass) {
		return Proxy.isProxyClass(targetClass) ? BridgeMethodResolver.findBridgedMethod(method)
				: AopUtils.getMostSpecificMethod(method, targetClass);
	}

	/**
	 * Returns all {@code @Go} methods of a class, inherited methods included.
	 * @throws InvalidGoMethodException if a method cannot run on a goroutine
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
		Map<Method, GoMethod> found = new HashMap<>();
		// The compiler may have put a bridge before a method of a superclass.
		MethodIntrospector
			.selectMethods(targetClass,
					(Method method) -> inspect(mostSpecific(method, targetClass), targetClass, ofInterfaces, problems))
			.values()
			.forEach((method) -> found.put(method.method(), method));
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
		return new GoMethod(method, namingClass(method, targetClass), returns, go.getString(MergedAnnotation.VALUE),
				go.getString("name"), go.getString("timeout"));
	}

	/**
	 * Returns an interface for a proxy, whose own class has no name that anybody knows.
	 */
	private Class<?> namingClass(Method method, Class<?> targetClass) {
		if (Proxy.isProxyClass(targetClass)) {
			for (Class<?> candidate : targetClass.getInterfaces()) {
				if (method.getDeclaringClass().isAssignableFrom(candidate)) {
					return candidate;
				}
			}
		}
		return ClassUtils.getUserClass(targetClass);
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

	/** Returns the methods of interfaces that carry the annotation themselves. */
	private List<Method> methodsOfGoInterfaces(Class<?> targetClass) {
		List<Method> methods = new ArrayList<>();
		MergedAnnotations.from(targetClass, SearchStrategy.TYPE_HIERARCHY)
			.stream(Go.class)
			.map(MergedAnnotation::getSource)
			.forEach((source) -> {
				if (source instanceof Class<?> type && type.isInterface()) {
					ReflectionUtils.doWithLocalMethods(type, methods::add);
				}
			});
		return methods;
	}

	private boolean overrides(Method method, Method ofInterface) {
		return method.getName().equals(ofInterface.getName())
				&& method.equals(AopUtils.getMostSpecificMethod(ofInterface, method.getDeclaringClass()));
	}

	private @Nullable Problem check(Method method, Class<?> targetClass, @Nullable GoReturn returns) {
		int modifiers = method.getModifiers();
		boolean kotlin = KotlinDetector.isKotlinType(method.getDeclaringClass());
		String returnTypes = "Let it return " + (kotlin ? "Unit" : "void")
				+ ", Future, CompletionStage, CompletableFuture or Goroutine, or remove @Go";
		if (KotlinDetector.isSuspendingFunction(method)) {
			return new Problem(method, "is a suspend function, which its caller would have to wait for",
					"Remove 'suspend', since a goroutine may block. " + returnTypes);
		}
		if (Modifier.isPrivate(modifiers)) {
			return unreachable(method, "private");
		}
		if (Modifier.isStatic(modifiers)) {
			return unreachable(method, "static");
		}
		if (Modifier.isFinal(modifiers)) {
			return kotlin ? new Problem(method, "is not open, so no proxy can intercept a call of it", OPEN_KOTLIN)
					: unreachable(method, "final");
		}
		Class<?> userClass = ClassUtils.getUserClass(targetClass);
		if (!Modifier.isPublic(modifiers) && !Modifier.isProtected(modifiers)
				&& !isOfSamePackage(method.getDeclaringClass(), userClass)) {
			return new Problem(method,
					"is package-private, so no proxy of " + userClass.getName()
							+ ", a class of another package, can intercept a call of it",
					"Declare it protected or public, or remove @Go");
		}
		if (returns == null) {
			String type = method.getGenericReturnType().getTypeName();
			return new Problem(method, "returns " + type + ", which its caller would have to wait for", returnTypes);
		}
		if (isAsync(method) || isAsync(targetClass)) {
			return new Problem(method, "is @Async as well, so its goroutine would only hand it over to an executor",
					"Remove @Async to have it run on a goroutine, or remove @Go");
		}
		return null;
	}

	private boolean isOfSamePackage(Class<?> one, Class<?> other) {
		return one.getPackageName().equals(other.getPackageName()) && one.getClassLoader() == other.getClassLoader();
	}

	private boolean isAsync(AnnotatedElement element) {
		return MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY).isPresent(Async.class);
	}

	private Problem unreachable(Method method, String modifier) {
		return new Problem(method, "is " + modifier + ", so no proxy can intercept a call of it",
				"Remove '" + modifier + "', or remove @Go");
	}

}
