package dev.goroutine.spring.annotation;

import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.annotation.InvalidGoMethodException.Problem;
import org.junit.jupiter.api.Test;

import org.springframework.core.annotation.AliasFor;
import org.springframework.scheduling.annotation.Async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GoMethods}.
 */
class GoMethodsTests {

	private final GoMethods methods = new GoMethods();

	@Test
	void findsEveryReturnType() {
		assertThat(this.methods.in(AllReturns.class).values()).extracting(GoMethod::returns)
			.containsExactlyInAnyOrder(GoReturn.values());
	}

	@Test
	void findsNothingInClassWithoutAnnotation() {
		assertThat(this.methods.in(Plain.class)).isEmpty();
		assertThat(this.methods.in(String.class)).isEmpty();
	}

	@Test
	void readsAttributes() {
		GoMethod method = this.methods.in(Attributes.class).values().iterator().next();
		assertThat(method.runtime()).isEqualTo("io");
		assertThat(method.name()).isEqualTo("fetcher");
		assertThat(method.timeout()).isEqualTo("2s");
		assertThat(method.label()).isEqualTo("GoMethodsTests.Attributes.run");
	}

	@Test
	void findsMetaAnnotation() {
		GoMethod method = this.methods.in(MetaAnnotated.class).values().iterator().next();
		assertThat(method.runtime()).isEqualTo("io");
		assertThat(method.timeout()).isEqualTo("3s");
	}

	@Test
	void annotationOnClassHoldsForItsPublicInstanceMethods() {
		assertThat(names(OnClass.class)).containsExactlyInAnyOrder("first", "second");
	}

	@Test
	void annotationOnClassHoldsForMethodsThatSubclassesDeclare() {
		assertThat(names(Sub.class)).containsExactlyInAnyOrder("first", "second", "third");
	}

	@Test
	void annotationOnClassDoesNotHoldForWhatItInherits() {
		assertThat(names(OnSubclassOnly.class)).containsExactly("own");
	}

	@Test
	void annotationOnMethodComesBeforeThatOnClass() {
		assertThat(this.methods.in(Both.class).values()).extracting(GoMethod::runtime)
			.containsExactlyInAnyOrder("io", "cpu");
	}

	@Test
	void annotationOnInterfaceHoldsForItsMethodsOnly() {
		assertThat(names(OfInterface.class)).containsExactly("call");
	}

	@Test
	void annotationOnInterfaceMethodHoldsForItsImplementation() {
		assertThat(this.methods.in(OfGenericInterface.class).keySet()).singleElement().satisfies((method) -> {
			assertThat(method.isBridge()).isFalse();
			assertThat(method.getDeclaringClass()).isEqualTo(OfGenericInterface.class);
		});
	}

	@Test
	void findsSameMethodByBridgeInterfaceAndClass() throws Exception {
		GoMethod method = this.methods.in(OfGenericInterface.class).values().iterator().next();
		assertThat(this.methods.find(GenericInterface.class.getMethod("apply", Object.class), OfGenericInterface.class))
			.isSameAs(method);
		assertThat(
				this.methods.find(OfGenericInterface.class.getMethod("apply", Object.class), OfGenericInterface.class))
			.isSameAs(method);
		assertThat(
				this.methods.find(OfGenericInterface.class.getMethod("apply", String.class), OfGenericInterface.class))
			.isSameAs(method);
	}

	@Test
	void refusesOtherReturnType() {
		Problem problem = problem(ReturnsString.class);
		assertThat(problem.signature()).isEqualTo(ReturnsString.class.getName() + "#greet(String, int[])");
		assertThat(problem.description()).contains("returns java.lang.String");
		assertThat(problem.fix()).contains("CompletableFuture");
	}

	@Test
	void refusesSubtypeOfFuture() {
		assertThat(problem(ReturnsSubtype.class).description()).contains("returns ", "MyFuture");
	}

	@Test
	void refusesPrivateMethod() {
		assertThat(problem(PrivateMethod.class).description()).contains("#hidden()", "is private");
	}

	@Test
	void refusesFinalMethod() {
		assertThat(problem(FinalMethod.class).description()).contains("#sealed()", "is final");
	}

	@Test
	void refusesStaticMethod() {
		assertThat(problem(StaticMethod.class).description()).contains("#shared()", "is static");
	}

	@Test
	void refusesPrivateMethodOfSuperclass() {
		assertThat(problem(SubOfPrivate.class).description()).contains(PrivateMethod.class.getName() + "#hidden()");
	}

	@Test
	void refusesOtherReturnTypeUnderAnnotationOnClass() {
		assertThat(problem(OnClassWithGetter.class).description()).contains("#getName()", "returns java.lang.String");
	}

	@Test
	void refusesFinalMethodUnderAnnotationOnClass() {
		assertThat(problem(OnClassWithFinal.class).description()).contains("#run()", "is final");
	}

	@Test
	void refusesAsyncMethod() {
		Problem problem = problem(AsyncMethod.class);
		assertThat(problem.description()).contains("#run()", "is @Async as well");
		assertThat(problem.fix()).contains("Remove @Async", "or remove @Go");
	}

	@Test
	void refusesMethodOfAsyncClass() {
		assertThat(problem(OfAsyncClass.class).description()).contains("#run()", "is @Async as well");
	}

	@Test
	void reportsAllProblemsOfClass() {
		assertThatExceptionOfType(InvalidGoMethodException.class).isThrownBy(() -> this.methods.in(TwoProblems.class))
			.satisfies((ex) -> assertThat(ex.getProblems()).hasSize(2));
	}

	private Iterable<String> names(Class<?> type) {
		return this.methods.in(type).keySet().stream().map((method) -> method.getName()).toList();
	}

	private Problem problem(Class<?> type) {
		try {
			this.methods.in(type);
		}
		catch (InvalidGoMethodException ex) {
			assertThat(ex.getProblems()).hasSize(1);
			assertThat(ex).hasMessage(ex.getProblems().getFirst().description());
			return ex.getProblems().getFirst();
		}
		throw new AssertionError("No problem was found");
	}

	static class Plain {

		public void run() {
		}

	}

	static class AllReturns {

		@Go
		void nothing() {
		}

		@Go
		protected Future<String> future() {
			return CompletableFuture.completedFuture("");
		}

		@Go
		public CompletionStage<String> stage() {
			return CompletableFuture.completedFuture("");
		}

		@Go
		public CompletableFuture<String> completable() {
			return CompletableFuture.completedFuture("");
		}

		@Go
		public Goroutine<String> goroutine() {
			return Goroutine.completed("");
		}

	}

	static class Attributes {

		@Go(value = "io", name = "fetcher", timeout = "2s")
		public void run() {
		}

	}

	@Go("io")
	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@interface Io {

		@AliasFor(annotation = Go.class)
		String timeout() default "";

	}

	static class MetaAnnotated {

		@Io(timeout = "3s")
		public void run() {
		}

	}

	@Go
	static class OnClass {

		public void first() {
		}

		public Future<String> second() {
			return CompletableFuture.completedFuture("");
		}

		public static String factory() {
			return "";
		}

		protected String helper() {
			return "";
		}

		@SuppressWarnings("unused")
		private int count() {
			return 0;
		}

		@Override
		public String toString() {
			return "";
		}

		@Override
		public boolean equals(Object other) {
			return other == this;
		}

		@Override
		public int hashCode() {
			return 1;
		}

	}

	static class Sub extends OnClass {

		public void third() {
		}

	}

	@Go
	static class OnSubclassOnly extends Plain {

		public void own() {
		}

	}

	@Go("io")
	static class Both {

		public void io() {
		}

		@Go("cpu")
		public void cpu() {
		}

	}

	@Go
	interface OnInterface {

		void call();

	}

	static class OfInterface implements OnInterface {

		@Override
		public void call() {
		}

		public String other() {
			return "";
		}

	}

	interface GenericInterface<T> {

		@Go
		CompletableFuture<T> apply(T value) throws IOException;

	}

	static class OfGenericInterface implements GenericInterface<String> {

		@Override
		public CompletableFuture<String> apply(String value) {
			return CompletableFuture.completedFuture(value);
		}

	}

	static class ReturnsString {

		@Go
		public String greet(String name, int[] times) {
			return name;
		}

	}

	static class MyFuture extends CompletableFuture<String> {

	}

	static class ReturnsSubtype {

		@Go
		public MyFuture run() {
			return new MyFuture();
		}

	}

	static class PrivateMethod {

		@Go
		private void hidden() {
		}

	}

	static class SubOfPrivate extends PrivateMethod {

	}

	static class FinalMethod {

		@Go
		public final void sealed() {
		}

	}

	static class StaticMethod {

		@Go
		public static void shared() {
		}

	}

	static class AsyncMethod {

		@Go
		@Async
		public void run() {
		}

		@Async
		public void other() {
		}

	}

	@Async
	static class AsyncClass {

	}

	static class OfAsyncClass extends AsyncClass {

		@Go
		public void run() {
		}

	}

	@Go
	static class OnClassWithGetter {

		public void run() {
		}

		public String getName() {
			return "";
		}

	}

	@Go
	static class OnClassWithFinal {

		public final void run() {
		}

	}

	static class TwoProblems {

		@Go
		public String one() {
			return "";
		}

		@Go
		private void two() {
		}

	}

}
