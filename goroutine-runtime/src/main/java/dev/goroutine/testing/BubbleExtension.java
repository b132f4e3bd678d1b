package dev.goroutine.testing;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Runs the methods annotated with {@link BubbleTest}, once for each seed.
 */
final class BubbleExtension implements TestTemplateInvocationContextProvider {

	@Override
	public boolean supportsTestTemplate(ExtensionContext context) {
		return AnnotationSupport.isAnnotated(context.getTestMethod(), BubbleTest.class);
	}

	@Override
	public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
		AtomicBoolean failed = new AtomicBoolean();
		return seeds(context).takeWhile((seed) -> !failed.get()).mapToObj((seed) -> new Invocation(seed, failed));
	}

	private static LongStream seeds(ExtensionContext context) {
		Long seed = Bubble.seedFromProperty();
		if (seed != null) {
			return LongStream.of(seed);
		}
		Method method = context.getRequiredTestMethod();
		int seeds = AnnotationSupport.findAnnotation(method, BubbleTest.class).map(BubbleTest::seeds).orElseThrow();
		if (seeds < 1) {
			throw new ExtensionConfigurationException(
					"@BubbleTest(seeds = " + seeds + ") on " + method + ": seeds must be 1 or more");
		}
		return LongStream.rangeClosed(1, seeds);
	}

	private record Invocation(long seed,
			AtomicBoolean failed) implements TestTemplateInvocationContext, InvocationInterceptor {

		@Override
		public String getDisplayName(int invocationIndex) {
			return "seed " + this.seed;
		}

		@Override
		public List<Extension> getAdditionalExtensions() {
			return List.of(this);
		}

		@Override
		public void interceptTestTemplateMethod(InvocationInterceptor.Invocation<@Nullable Void> invocation,
				ReflectiveInvocationContext<Method> invocationContext, ExtensionContext extensionContext)
				throws Throwable {
			try {
				Bubble.run(this.seed, () -> proceed(invocation));
			}
			catch (Throwable ex) {
				this.failed.set(true);
				throw ex;
			}
		}

		private static void proceed(InvocationInterceptor.Invocation<@Nullable Void> invocation) throws Exception {
			try {
				invocation.proceed();
			}
			catch (Exception | Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
