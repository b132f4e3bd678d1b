package dev.goroutine.spring.annotation;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.core.task.TaskDecorator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for which methods {@link Go @Go} applies to, and what stands around the call:
 * other advice, decorators, runtimes chosen by name.
 */
class GoProxyTests extends AbstractGoTests {

	@Test
	void nameAndRuntimeAreResolved() throws Exception {
		try (GoRuntime io = GoRuntime.builder().name("io").gomaxprocs(1).build()) {
			this.context.getEnvironment().getSystemProperties().put("test.runtime", "io");
			Named service = start(Named.class, io);
			BlockingQueue<String> seen = new LinkedBlockingQueue<>();
			service.placeholder(() -> seen.add(name()));
			assertThat(take(seen)).isEqualTo("on-io");
			service.expression(() -> seen.add(name()));
			assertThat(take(seen)).isEqualTo("GoProxyTests.Named.expression");
			assertThat(io.awaitQuiescence(LONG)).isTrue();
			assertThat(io.snapshot().totals().created()).isEqualTo(2);
			assertThat(this.runtime.snapshot().totals().created()).isZero();
		}
		finally {
			this.context.getEnvironment().getSystemProperties().remove("test.runtime");
		}
	}

	@Test
	void taskDecoratorsApplyOnCallersThreadInOrder() throws Exception {
		List<String> events = new CopyOnWriteArrayList<>();
		Service service = start(Service.class, new RecordingDecorator("a", events),
				new RecordingDecorator("b", events));
		CompletableFuture<String> future = service.completable(() -> {
			events.add("body");
			return CompletableFuture.completedFuture("done");
		});
		assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		String caller = Thread.currentThread().getName();
		assertThat(events).containsExactly("decorate a on " + caller, "decorate b on " + caller,
				"b before on AbstractGoTests.Service.completable", "a before on AbstractGoTests.Service.completable",
				"body", "a after", "b after");
	}

	@Test
	void decoratedCallKeepsResultsAndExceptions() throws Exception {
		RecordingConfigurer configurer = new RecordingConfigurer();
		Service service = start(Service.class, configurer, new RecordingDecorator("a", new CopyOnWriteArrayList<>()));
		IOException failure = new IOException("broken");
		CompletableFuture<String> failed = service.completable(() -> {
			throw failure;
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> failed.get(30, TimeUnit.SECONDS))
			.havingCause()
			.isSameAs(failure);
		service.nothing(() -> {
			throw failure;
		});
		assertThat(take(configurer.failures)).isSameAs(failure);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().failed()).isEqualTo(2);
	}

	@Test
	void decoratorThatDropsTheTaskFailsTheFuture() {
		TaskDecorator dropping = (task) -> () -> {
		};
		Service service = start(Service.class, dropping);
		CompletableFuture<String> future = service.completable(() -> CompletableFuture.completedFuture("never"));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
			.havingCause()
			.withMessageContaining("TaskDecorator");
	}

	@Test
	void decoratorOfAVoidMethodThatFailsOrDropsTheTaskIsReported() throws Exception {
		RecordingConfigurer configurer = new RecordingConfigurer();
		IllegalStateException fails = new IllegalStateException("decorator");
		AtomicBoolean drops = new AtomicBoolean();
		TaskDecorator decorator = (task) -> () -> {
			if (drops.get()) {
				return;
			}
			task.run();
			throw fails;
		};
		Service service = start(Service.class, decorator, configurer);
		service.nothing(() -> {
		});
		assertThat(take(configurer.failures)).isSameAs(fails);
		IllegalArgumentException body = new IllegalArgumentException("body");
		service.nothing(() -> {
			throw body;
		});
		assertThat(take(configurer.failures)).isSameAs(body);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(configurer.failures).as("told once").isEmpty();
		drops.set(true);
		service.nothing(() -> {
		});
		assertThat(take(configurer.failures)).hasMessageContaining("TaskDecorator");
	}

	@Test
	void decoratedBodyMayThrowAnything() {
		Service service = start(Service.class, (TaskDecorator) (task) -> task);
		Throwable failure = new Throwable("neither Exception nor Error");
		CompletableFuture<String> future = service.completable(() -> {
			throw AbstractGoTests.<RuntimeException>sneak(failure);
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
			.havingCause()
			.isSameAs(failure);
	}

	@Test
	void goroutineIsOutsideOfOtherAdvice() throws Exception {
		BlockingQueue<@Nullable String> seen = new LinkedBlockingQueue<>();
		MethodInterceptor interceptor = (invocation) -> {
			seen.add(name());
			return invocation.proceed();
		};
		NameMatchMethodPointcutAdvisor advisor = new NameMatchMethodPointcutAdvisor(interceptor);
		advisor.addMethodName("completable");
		this.context.registerBean(DefaultAdvisorAutoProxyCreator.class, () -> {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			creator.setOrder(0);
			return creator;
		});
		this.context.registerBean("transactionLike", Advisor.class, () -> advisor);
		Service service = start(Service.class);
		service.completable(() -> CompletableFuture.completedFuture("done")).get(30, TimeUnit.SECONDS);
		assertThat(take(seen)).isEqualTo("AbstractGoTests.Service.completable");
		assertThat(((Advised) service).getAdvisors()).hasSize(2);
		assertThat(((Advised) service).getAdvisors()[1]).isSameAs(advisor);
	}

	@Test
	void jdkProxyOfInterface() throws Exception {
		this.context.registerBean("service", Greeter.class, () -> new GreeterImpl());
		this.context.getBeanFactory().registerSingleton("goroutineRuntime", this.runtime);
		this.context.registerBean(GoAnnotationBeanPostProcessor.class);
		this.context.refresh();
		Greeter greeter = this.context.getBean(Greeter.class);
		assertThat(AopUtils.isJdkDynamicProxy(greeter)).isTrue();
		assertThat(greeter.greet("World").get(30, TimeUnit.SECONDS))
			.isEqualTo("Hello World from GoProxyTests.GreeterImpl.greet");
	}

	@Test
	void classProxyCalledThroughGenericInterface() throws Exception {
		this.context.registerBean(DefaultAdvisorAutoProxyCreator.class);
		this.context.addBeanFactoryPostProcessor((beanFactory) -> beanFactory.getBeanDefinition("service")
			.setAttribute("org.springframework.aop.framework.autoproxy.AutoProxyUtils.preserveTargetClass", true));
		start(GreeterImpl.class);
		GenericGreeter<String> greeter = this.context.getBean(GreeterImpl.class);
		assertThat(AopUtils.isCglibProxy(greeter)).isTrue();
		assertThat(greeter.greet("World").get(30, TimeUnit.SECONDS))
			.isEqualTo("Hello World from GoProxyTests.GreeterImpl.greet");
	}

	@Test
	void annotationOnClass() throws Exception {
		OnClass service = start(OnClass.class);
		assertThat(service.current().get(30, TimeUnit.SECONDS)).isEqualTo("GoProxyTests.OnClass.current");
		assertThat(service.toString()).isEqualTo("on " + Thread.currentThread().getName());
		assertThat(service.plain()).isEqualTo("on " + Thread.currentThread().getName());
	}

	@Test
	void callWithinTheSameObjectIsPlainCall() throws Exception {
		SelfCalling service = start(SelfCalling.class);
		assertThat(service.outer().get(30, TimeUnit.SECONDS)).isEqualTo("GoProxyTests.SelfCalling.outer");
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().created()).isEqualTo(1);
	}

	@Test
	void inheritedMethodDiffersBetweenSubclasses() throws Exception {
		this.context.registerBean("second", SecondSub.class);
		FirstSub first = start(FirstSub.class);
		SecondSub second = this.context.getBean(SecondSub.class);
		assertThat(first.run().get(30, TimeUnit.SECONDS)).isEqualTo("GoProxyTests.FirstSub.run");
		assertThat(second.run().get(30, TimeUnit.SECONDS)).isEqualTo("GoProxyTests.SecondSub.run");
		assertThat(first.run().get(30, TimeUnit.SECONDS)).isEqualTo("GoProxyTests.FirstSub.run");
	}

	record RecordingDecorator(String name, List<String> events) implements TaskDecorator {

		@Override
		public Runnable decorate(Runnable task) {
			this.events.add("decorate " + this.name + " on " + Thread.currentThread().getName());
			return () -> {
				this.events.add(this.name + " before on " + Thread.currentThread().getName());
				task.run();
				this.events.add(this.name + " after");
			};
		}

	}

	static class Named {

		@Go(value = "${test.runtime}", name = "on-${test.runtime}")
		public void placeholder(Runnable body) {
			body.run();
		}

		@Go("#{'i' + 'o'}")
		public void expression(Runnable body) {
			body.run();
		}

	}

	interface GenericGreeter<T> {

		@Go
		CompletableFuture<String> greet(T whom);

	}

	interface Greeter extends GenericGreeter<String> {

	}

	static class GreeterImpl implements Greeter {

		@Override
		public CompletableFuture<String> greet(String whom) {
			return CompletableFuture.completedFuture("Hello " + whom + " from " + name());
		}

	}

	@Go
	static class OnClass {

		public CompletableFuture<String> current() {
			return CompletableFuture.completedFuture(name());
		}

		String plain() {
			return "on " + Thread.currentThread().getName();
		}

		@Override
		public String toString() {
			return plain();
		}

	}

	static class SelfCalling {

		@Go
		public CompletableFuture<String> outer() {
			return inner();
		}

		@Go
		public CompletableFuture<String> inner() {
			return CompletableFuture.completedFuture(name());
		}

	}

	static class Base {

		@Go
		public CompletableFuture<String> run() {
			return CompletableFuture.completedFuture(name());
		}

	}

	static class FirstSub extends Base {

	}

	static class SecondSub extends Base {

	}

}
