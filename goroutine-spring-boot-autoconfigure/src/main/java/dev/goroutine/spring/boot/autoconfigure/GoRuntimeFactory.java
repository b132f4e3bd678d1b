package dev.goroutine.spring.boot.autoconfigure;

import java.util.Objects;
import java.util.function.Consumer;

import dev.goroutine.GoRuntime;
import dev.goroutine.JdkAccess;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.boot.autoconfigure.GoroutineProperties.RuntimeProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.core.NativeDetector;

/**
 * Makes a runtime of its properties. What the runtime refuses is reported with the name
 * of the property.
 */
final class GoRuntimeFactory {

	private final String name;

	private final String prefix;

	private final RuntimeProperties properties;

	private final JdkAccess jdkAccess;

	private GoRuntimeFactory(String name, String prefix, RuntimeProperties properties, JdkAccess jdkAccess) {
		this.name = name;
		this.prefix = prefix;
		this.properties = properties;
		this.jdkAccess = jdkAccess;
	}

	/** Creates the factory of the default runtime. */
	static GoRuntimeFactory ofDefault(GoroutineProperties properties) {
		return new GoRuntimeFactory("default", "goroutine", properties.defaultRuntime(), properties.jdkAccess());
	}

	/** Creates the factory of a further runtime, which the properties must have. */
	static GoRuntimeFactory of(String name, GoroutineProperties properties) {
		return new GoRuntimeFactory(name, "goroutine.runtimes." + name,
				Objects.requireNonNull(properties.runtimes().get(name)), properties.jdkAccess());
	}

	/**
	 * Creates the runtime.
	 * @param policy replaces the policy of the properties
	 * @throws InvalidConfigurationPropertyValueException if a value is refused
	 * @throws GoroutineConfigurationException in a native image
	 */
	GoRuntime create(@Nullable StealPolicy policy) {
		if (NativeDetector.inNativeImage()) {
			throw new GoroutineConfigurationException(
					"Goroutines do not work in a native image: they need virtual threads with a scheduler of their own, "
							+ "which only a JVM gives them",
					"Run the application on a JVM, with -Dspring.aot.enabled=true if it shall start quickly, or build "
							+ "the image with goroutine.enabled=false to have @Go methods run on their caller's thread");
		}
		GoRuntime.Builder builder = GoRuntime.builder().name(this.name);
		if (this.properties.gomaxprocs() != null) {
			set("gomaxprocs", this.properties.gomaxprocs(), builder::gomaxprocs);
		}
		set("idle-m-timeout", this.properties.idleMTimeout(), builder::idleMTimeout);
		set("max-m", this.properties.maxM(), builder::maxM);
		set("time-slice", this.properties.timeSlice(), builder::timeSlice);
		set("hog-nice", this.properties.hogNice(), builder::hogNice);
		if (policy != null) {
			builder.stealPolicy(policy);
		}
		else {
			set("steal.policy", this.properties.steal().policy(),
					(value) -> builder.stealPolicy(StealPolicy.of(value)));
		}
		return builder.leakDetection(this.properties.leakDetection())
			.stealBatch(this.properties.steal().batch())
			.jdkAccess(this.jdkAccess)
			.build();
	}

	private <T> void set(String key, T value, Consumer<T> setter) {
		try {
			setter.accept(value);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(this.prefix + "." + key, value, ex.getMessage());
		}
	}

}
