package dev.goroutine.spring.annotation;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.annotation.InvalidGoMethodException.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.OverridingClassLoader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for what {@link GoAnnotationBeanPostProcessor} accepts and refuses, and when.
 */
class GoAnnotationBeanPostProcessorTests {

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	GoAnnotationBeanPostProcessorTests() {
		this.context.getBeanFactory().registerSingleton("goroutineRuntime", this.runtime);
		this.context.registerBean(GoAnnotationBeanPostProcessor.class);
	}

	@AfterEach
	void close() {
		this.context.close();
		this.runtime.shutdown(Duration.ZERO);
	}

	@Test
	void beanWithoutGoIsNoProxy() {
		this.context.registerBean(Plain.class);
		this.context.refresh();
		assertThat(AopUtils.isAopProxy(this.context.getBean(Plain.class))).isFalse();
	}

	@Test
	void badMethodStopsStartup() {
		this.context.registerBean(ReturnsString.class);
		Throwable failure = catchThrowable(this.context::refresh);
		assertThat(failure).isInstanceOf(BeanCreationException.class);
		assertThat(problem(failure).description()).contains("#greet()");
	}

	@Test
	void badMethodOfLazyBeanStopsStartup() {
		this.context.registerBean(ReturnsString.class, (definition) -> definition.setLazyInit(true));
		assertThat(problem(catchThrowable(this.context::refresh)).description()).contains("#greet()");
	}

	/** As long as nobody needs it, Spring does not mind. */
	@Test
	void lazyBeanThatNamesAClassThatIsNotThereStopsNothing() throws Exception {
		OverridingClassLoader without = new OverridingClassLoader(getClass().getClassLoader()) {

			@Override
			protected boolean isEligibleForOverriding(String className) {
				return className.equals(NamesPlain.class.getName());
			}

			@Override
			public Class<?> loadClass(String name) throws ClassNotFoundException {
				if (name.equals(Plain.class.getName())) {
					throw new ClassNotFoundException(name);
				}
				return super.loadClass(name);
			}

		};
		RootBeanDefinition definition = new RootBeanDefinition(without.loadClass(NamesPlain.class.getName()));
		definition.setLazyInit(true);
		this.context.registerBeanDefinition("lazy", definition);
		this.context.refresh();
		assertThat(this.context.containsBean("lazy")).isTrue();
	}

	@Test
	void badMethodOfPrototypeStopsStartup() {
		this.context.registerBean(ReturnsString.class,
				(definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
		assertThat(problem(catchThrowable(this.context::refresh)).description()).contains("#greet()");
	}

	@Test
	void badMethodOfBeanOfUnknownClassStopsItsCreation() {
		this.context.registerBean("unknown", Object.class, ReturnsString::new,
				(definition) -> definition.setLazyInit(true));
		this.context.refresh();
		assertThat(problem(catchThrowable(() -> this.context.getBean("unknown"))).description()).contains("#greet()");
	}

	@Test
	void unknownRuntimeStopsStartup() {
		this.context.registerBean(NoSuchRuntime.class);
		Problem problem = problem(catchThrowable(this.context::refresh));
		assertThat(problem.description()).contains("#run()", "'nosuch'");
		assertThat(problem.fix()).contains("default").contains("name(\"nosuch\")");
	}

	@Test
	void unknownRuntimeOfLazyBeanStopsStartup() {
		this.context.registerBean(NoSuchRuntime.class, (definition) -> definition.setLazyInit(true));
		assertThat(problem(catchThrowable(this.context::refresh)).description()).contains("'nosuch'");
	}

	@Test
	void unknownRuntimeOfBeanOfUnknownClassStopsItsCreation() {
		this.context.registerBean("unknown", Object.class, NoSuchRuntime::new,
				(definition) -> definition.setLazyInit(true));
		this.context.refresh();
		assertThat(problem(catchThrowable(() -> this.context.getBean("unknown"))).description()).contains("'nosuch'");
	}

	@Test
	void unknownPlaceholderStopsStartup() {
		this.context.registerBean(UnknownPlaceholder.class);
		assertThat(problem(catchThrowable(this.context::refresh)).description()).contains("#run()",
				"${no.such.property}");
	}

	@Test
	void badTimeoutStopsStartup() {
		this.context.registerBean(BadTimeout.class);
		Problem problem = problem(catchThrowable(this.context::refresh));
		assertThat(problem.description()).contains("#run()", "'soon'");
		assertThat(problem.fix()).contains("250ms");
	}

	@Test
	void negativeTimeoutStopsStartup() {
		this.context.registerBean(NegativeTimeout.class);
		assertThat(problem(catchThrowable(this.context::refresh)).description()).contains("#run()", "'-1s'",
				"not positive");
	}

	@Test
	void noRuntimeStopsStartup() {
		try (AnnotationConfigApplicationContext empty = new AnnotationConfigApplicationContext()) {
			empty.registerBean(GoAnnotationBeanPostProcessor.class);
			empty.registerBean(Good.class);
			assertThat(problem(catchThrowable(empty::refresh)).fix()).contains("goroutineRuntime");
		}
	}

	@Test
	void onlyRuntimeIsDefaultWhateverItsBeanName() throws Exception {
		try (AnnotationConfigApplicationContext other = new AnnotationConfigApplicationContext()) {
			other.getBeanFactory().registerSingleton("mine", this.runtime);
			other.registerBean(GoAnnotationBeanPostProcessor.class);
			other.registerBean(Good.class);
			other.refresh();
			assertThat(other.getBean(Good.class).run(() -> "done").get(30, TimeUnit.SECONDS)).isEqualTo("done");
			assertThat(this.runtime.snapshot().totals().created()).isEqualTo(1);
		}
	}

	@Test
	void callDuringStartupRunsOnGoroutine() throws Exception {
		this.context.registerBean(Good.class);
		this.context.registerBean("early", CompletableFuture.class, () -> this.context.getBean(Good.class)
			.run(() -> (Goroutine.current() != null) ? "goroutine" : "thread"));
		this.context.refresh();
		assertThat(this.context.getBean(CompletableFuture.class).get(30, TimeUnit.SECONDS)).isEqualTo("goroutine");
	}

	@Test
	void prototypesShareWhatWasResolved() throws Exception {
		this.context.registerBean(Good.class, (definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE));
		this.context.refresh();
		for (int i = 0; i < 3; i++) {
			assertThat(this.context.getBean(Good.class).run(() -> "done").get(30, TimeUnit.SECONDS)).isEqualTo("done");
		}
	}

	@Test
	void typeOfProxyIsKnownAhead() {
		GoAnnotationBeanPostProcessor postProcessor = new GoAnnotationBeanPostProcessor();
		this.context.refresh();
		postProcessor.setBeanFactory(this.context.getBeanFactory());
		postProcessor.setProxyTargetClass(true);
		assertThat(postProcessor.determineBeanType(Good.class, "good")).isNotEqualTo(Good.class)
			.matches(Good.class::isAssignableFrom);
		assertThat(postProcessor.determineBeanType(Plain.class, "plain")).isEqualTo(Plain.class);
		assertThat(this.runtime.snapshot().totals().created()).isZero();
	}

	private static Problem problem(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidGoMethodException invalid) {
				return invalid.getProblems().getFirst();
			}
		}
		throw new AssertionError("No InvalidGoMethodException", failure);
	}

	static class NamesPlain {

		public void accept(Plain plain) {
		}

	}

	static class Plain {

	}

	static class Good {

		@Go
		public CompletableFuture<String> run(Supplier<String> body) {
			return CompletableFuture.completedFuture(body.get());
		}

	}

	static class ReturnsString {

		@Go
		public String greet() {
			return "";
		}

	}

	static class NoSuchRuntime {

		@Go("nosuch")
		public void run() {
		}

	}

	static class UnknownPlaceholder {

		@Go("${no.such.property}")
		public void run() {
		}

	}

	static class BadTimeout {

		@Go(timeout = "soon")
		public void run() {
		}

	}

	static class NegativeTimeout {

		@Go(timeout = "-1s")
		public void run() {
		}

	}

}
