package dev.goroutine.spring;

import java.io.IOException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.GoroutineStatus;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.NameMatchMethodPointcutAdvisor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.task.TaskDecorator;
import org.springframework.scheduling.annotation.AsyncConfigurer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for what {@link Go @Go} does with calls, on real goroutines.
 */
class GoTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	@AfterEach
	void close() {
		this.context.close();
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	private <T> T start(Class<T> type, Object... others) {
		this.context.getBeanFactory().registerSingleton("goroutineRuntime", this.runtime);
		this.context.registerBean(GoAnnotationBeanPostProcessor.class);
		this.context.registerBean("service", type);
		for (int i = 0; i < others.length; i++) {
			this.context.getBeanFactory().registerSingleton("other" + i, others[i]);
		}
		this.context.refresh();
		return this.context.getBean(type);
	}

	@Test
	void voidMethodRunsOnGoroutine() throws Exception {
		Service service = start(Service.class);
		BlockingQueue<Goroutine<?>> seen = new LinkedBlockingQueue<>();
		service.nothing(() -> seen.add(current()));
		Goroutine<?> goroutine = take(seen);
		assertThat(goroutine.name()).isEqualTo("GoTests.Service.nothing");
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().created()).isEqualTo(1);
	}

	@Test
	void callerDoesNotWait() throws Exception {
		Service service = start(Service.class);
		CountDownLatch release = new CountDownLatch(1);
		service.nothing(release::await);
		Future<String> future = service.future(() -> {
			release.await();
			return CompletableFuture.completedFuture("done");
		});
		assertThat(future.isDone()).isFalse();
		release.countDown();
		assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("done");
	}

	@Test
	void everyKindOfFutureCarriesTheResult() throws Exception {
		Service service = start(Service.class);
		assertThat(service.future(() -> CompletableFuture.completedFuture(name())).get(30, TimeUnit.SECONDS))
			.isEqualTo("GoTests.Service.future");
		assertThat(service.stage(() -> CompletableFuture.completedFuture(name()))
			.toCompletableFuture()
			.get(30, TimeUnit.SECONDS)).isEqualTo("GoTests.Service.stage");
		assertThat(service.completable(() -> CompletableFuture.completedFuture(name())).get(30, TimeUnit.SECONDS))
			.isEqualTo("GoTests.Service.completable");
		assertThat(service.goroutine(() -> Goroutine.completed(name())).get(30, TimeUnit.SECONDS))
			.isEqualTo("GoTests.Service.goroutine");
	}

	@Test
	void nullFutureIsNullResult() throws Exception {
		Service service = start(Service.class);
		assertThat(service.future(() -> null).get(30, TimeUnit.SECONDS)).isNull();
		assertThat(service.completable(() -> null).get(30, TimeUnit.SECONDS)).isNull();
		assertThat(service.goroutine(() -> null).get(30, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void goroutineIsThatOfTheMethod() throws Exception {
		Service service = start(Service.class);
		BlockingQueue<Goroutine<?>> seen = new LinkedBlockingQueue<>();
		CountDownLatch release = new CountDownLatch(1);
		Goroutine<String> goroutine = service.goroutine(() -> {
			seen.add(current());
			release.await();
			return Goroutine.completed("done");
		});
		assertThat(goroutine.id()).isEqualTo(take(seen).id());
		assertThat(goroutine.name()).isEqualTo("GoTests.Service.goroutine");
		assertThat(goroutine.status()).isNotEqualTo(GoroutineStatus.DEAD);
		assertThat(goroutine.toCompletableFuture()).isSameAs(goroutine.toCompletableFuture()).isNotDone();
		release.countDown();
		assertThat(goroutine.join()).isEqualTo("done");
		Awaitility.await().until(() -> goroutine.status() == GoroutineStatus.DEAD);
	}

	@Test
	void exceptionGoesToEveryKindOfFuture() {
		Service service = start(Service.class);
		IOException failure = new IOException("broken");
		List<Future<String>> futures = List.of(service.future(() -> {
			throw failure;
		}), service.stage(() -> {
			throw failure;
		}).toCompletableFuture(), service.completable(() -> {
			throw failure;
		}), service.goroutine(() -> {
			throw failure;
		}));
		assertThat(futures).allSatisfy((future) -> assertThatExceptionOfType(ExecutionException.class)
			.isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
			.havingCause()
			.isSameAs(failure));
		assertThatExceptionOfType(IOException.class).isThrownBy(() -> ((Goroutine<String>) futures.get(3)).join())
			.isSameAs(failure);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().failed()).isEqualTo(4);
	}

	@Test
	void exceptionOfInnerFutureIsUnwrapped() {
		Service service = start(Service.class);
		IOException failure = new IOException("broken");
		CompletableFuture<String> future = service
			.completable(() -> CompletableFuture.<String>failedFuture(failure).thenApply((value) -> value));
		assertThatExceptionOfType(CompletionException.class).isThrownBy(future::join).havingCause().isSameAs(failure);
		assertThat(future.exceptionNow()).isSameAs(failure);
	}

	@Test
	void openFutureOfMethodIsChainedWithoutGoroutine() throws Exception {
		Service service = start(Service.class);
		CompletableFuture<String> inner = new CompletableFuture<>();
		List<Future<String>> futures = List.of(service.completable(() -> inner),
				service.stage(() -> inner).toCompletableFuture(), service.future(() -> inner));
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(futures).noneMatch(Future::isDone);
		inner.complete("late");
		for (Future<String> future : futures) {
			assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("late");
		}
	}

	@Test
	void openPlainFutureOfMethodHoldsNoGoroutine() throws Exception {
		Service service = start(Service.class);
		FutureTask<String> inner = new FutureTask<>(() -> "late");
		Future<String> future = service.future(() -> inner);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(future.isDone()).isFalse();
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS));
		inner.run();
		assertThat(future.isDone()).isTrue();
		assertThat(future.get()).isEqualTo("late");
		assertThat(future.resultNow()).isEqualTo("late");
	}

	@Test
	void openGoroutineOfMethodIsChained() throws Exception {
		Service service = start(Service.class);
		CountDownLatch release = new CountDownLatch(1);
		BlockingQueue<Goroutine<?>> inner = new LinkedBlockingQueue<>();
		Goroutine<String> goroutine = service.goroutine(() -> this.runtime.go("inner", () -> {
			inner.add(current());
			release.await();
			return "late";
		}));
		assertThat(take(inner).id()).isNotEqualTo(goroutine.id());
		Awaitility.await().until(() -> this.runtime.snapshot().goroutines().alive() == 1);
		assertThat(goroutine.isDone()).isFalse();
		release.countDown();
		assertThat(goroutine.get(30, TimeUnit.SECONDS)).isEqualTo("late");
	}

	@Test
	void cancelInterruptsGoroutine() throws Exception {
		Service service = start(Service.class);
		for (Kind kind : Kind.values()) {
			Interruptible body = new Interruptible();
			Future<String> future = kind.call(service, body);
			body.awaitStart();
			assertThat(future.cancel(true)).as(kind.name()).isTrue();
			body.awaitInterrupt();
			assertThat(future.isCancelled()).as(kind.name()).isTrue();
			assertThat(future.isDone()).as(kind.name()).isTrue();
			assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
		}
	}

	@Test
	void gentleCancelOfGoroutineAndFutureDoesNotInterrupt() throws Exception {
		Service service = start(Service.class);
		for (Kind kind : List.of(Kind.FUTURE, Kind.GOROUTINE)) {
			Interruptible body = new Interruptible();
			Future<String> future = kind.call(service, body);
			body.awaitStart();
			assertThat(future.cancel(false)).isTrue();
			assertThat(future.isCancelled()).isTrue();
			body.release.countDown();
			assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
			assertThat(body.interrupted.getCount()).isOne();
		}
	}

	@Test
	void cancelCancelsFutureOfMethod() {
		Service service = start(Service.class);
		for (Kind kind : List.of(Kind.FUTURE, Kind.STAGE, Kind.COMPLETABLE)) {
			CompletableFuture<String> inner = new CompletableFuture<>();
			Future<String> future = kind.call(service, () -> inner);
			assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
			assertThat(future.cancel(true)).as(kind.name()).isTrue();
			assertThat(inner).as(kind.name()).isCancelled();
			assertThat(future.isCancelled()).as(kind.name()).isTrue();
		}
	}

	@Test
	void cancelCancelsFutureThatMethodReturnsAfterwards() throws Exception {
		Service service = start(Service.class);
		for (Kind kind : List.of(Kind.FUTURE, Kind.STAGE, Kind.COMPLETABLE)) {
			CompletableFuture<String> inner = new CompletableFuture<>();
			CountDownLatch started = new CountDownLatch(1);
			CountDownLatch interrupted = new CountDownLatch(1);
			Future<String> future = kind.call(service, () -> {
				started.countDown();
				try {
					Thread.sleep(LONG);
				}
				catch (InterruptedException ex) {
					interrupted.countDown();
				}
				return inner;
			});
			await(started);
			future.cancel(true);
			await(interrupted);
			Awaitility.await().until(inner::isCancelled);
			assertThat(future.isDone()).isTrue();
		}
	}

	@Test
	void cancelOfInnerFutureCancelsOuter() {
		Service service = start(Service.class);
		CompletableFuture<String> inner = new CompletableFuture<>();
		CompletableFuture<String> future = service.completable(() -> inner);
		inner.cancel(true);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS));
		assertThat(future).isCancelled();
	}

	@Test
	void cancelOfDependentDoesNotInterrupt() throws Exception {
		Service service = start(Service.class);
		Interruptible body = new Interruptible();
		CompletableFuture<String> future = service.completable(body);
		body.awaitStart();
		future.thenApply((value) -> value).cancel(true);
		body.release.countDown();
		assertThat(future.get(30, TimeUnit.SECONDS)).isEqualTo("released");
	}

	@Test
	void futureOfGoroutineThatNeverRanIsCancelledByShutdown() throws Exception {
		Service service = start(Service.class);
		CountDownLatch release = new CountDownLatch(1);
		CountDownLatch started = new CountDownLatch(2);
		// Occupies both Ps with bodies that no interrupt ends.
		for (int i = 0; i < 2; i++) {
			service.nothing(() -> {
				started.countDown();
				while (release.getCount() > 0) {
					Thread.onSpinWait();
				}
			});
		}
		await(started);
		List<Future<String>> futures = List.of(service.future(() -> null), service.completable(() -> null),
				service.goroutine(() -> null));
		assertThat(this.runtime.shutdown(Duration.ZERO)).isFalse();
		release.countDown();
		assertThat(futures).allSatisfy((future) -> Awaitility.await().until(future::isDone));
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
	}

	@Test
	void voidExceptionGoesToLogByDefault() {
		Service service = start(Service.class);
		service.nothing(() -> {
			throw new IOException("broken");
		});
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().failed()).isEqualTo(1);
	}

	@Test
	void voidExceptionGoesToHandlerOfAsyncConfigurer() throws Exception {
		RecordingConfigurer configurer = new RecordingConfigurer();
		Service service = start(Service.class, configurer);
		IOException failure = new IOException("broken");
		service.nothing(() -> {
			throw failure;
		});
		assertThat(take(configurer.failures)).isSameAs(failure);
		assertThat(take(configurer.methods).getName()).isEqualTo("nothing");
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().failed()).isEqualTo(1);
	}

	@Test
	void timeoutInterruptsGoroutineAndFailsFuture() throws Exception {
		TimedService service = start(TimedService.class);
		for (Kind kind : Kind.values()) {
			Interruptible body = new Interruptible();
			Future<String> future = kind.call(service, body);
			body.awaitStart();
			body.awaitInterrupt();
			assertThatExceptionOfType(ExecutionException.class).as(kind.name())
				.isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(TimeoutException.class)
				.withMessageContaining("TimedService")
				.withMessageContaining("PT0.3S");
			assertThat(future.isCancelled()).isFalse();
		}
	}

	@Test
	void timeoutCancelsOpenFutureOfMethod() {
		TimedService service = start(TimedService.class);
		for (Kind kind : List.of(Kind.FUTURE, Kind.STAGE, Kind.COMPLETABLE)) {
			CompletableFuture<String> inner = new CompletableFuture<>();
			Future<String> future = kind.call(service, () -> inner);
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(30, TimeUnit.SECONDS))
				.havingCause()
				.isInstanceOf(TimeoutException.class);
			Awaitility.await().until(inner::isCancelled);
		}
	}

	@Test
	void timeoutOfVoidGoesToHandler() throws Exception {
		RecordingConfigurer configurer = new RecordingConfigurer();
		TimedService service = start(TimedService.class, configurer);
		Interruptible body = new Interruptible();
		service.nothing(body::get);
		body.awaitStart();
		body.awaitInterrupt();
		assertThat(take(configurer.failures)).isInstanceOf(TimeoutException.class);
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(configurer.failures).isEmpty();
	}

	@Test
	void callWithinTimeoutIsNotDisturbed() throws Exception {
		PatientService service = start(PatientService.class);
		assertThat(service.completable(() -> CompletableFuture.completedFuture("in time")).get(30, TimeUnit.SECONDS))
			.isEqualTo("in time");
		assertThat(service.future(() -> CompletableFuture.completedFuture("in time")).get(30, TimeUnit.SECONDS))
			.isEqualTo("in time");
	}

	@Test
	void nameAndRuntimeAreResolved() throws Exception {
		try (GoRuntime io = GoRuntime.builder().name("io").gomaxprocs(1).build()) {
			this.context.getEnvironment().getSystemProperties().put("test.runtime", "io");
			Named service = start(Named.class, io);
			BlockingQueue<String> seen = new LinkedBlockingQueue<>();
			service.placeholder(() -> seen.add(name()));
			assertThat(take(seen)).isEqualTo("on-io");
			service.expression(() -> seen.add(name()));
			assertThat(take(seen)).isEqualTo("GoTests.Named.expression");
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
				"b before on GoTests.Service.completable", "a before on GoTests.Service.completable", "body", "a after",
				"b after");
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
		assertThat(take(seen)).isEqualTo("GoTests.Service.completable");
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
			.isEqualTo("Hello World from GoTests.GreeterImpl.greet");
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
			.isEqualTo("Hello World from GoTests.GreeterImpl.greet");
	}

	@Test
	void annotationOnClass() throws Exception {
		OnClass service = start(OnClass.class);
		assertThat(service.current().get(30, TimeUnit.SECONDS)).isEqualTo("GoTests.OnClass.current");
		assertThat(service.toString()).isEqualTo("on " + Thread.currentThread().getName());
		assertThat(service.plain()).isEqualTo("on " + Thread.currentThread().getName());
	}

	@Test
	void callWithinTheSameObjectIsPlainCall() throws Exception {
		SelfCalling service = start(SelfCalling.class);
		assertThat(service.outer().get(30, TimeUnit.SECONDS)).isEqualTo("GoTests.SelfCalling.outer");
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		assertThat(this.runtime.snapshot().totals().created()).isEqualTo(1);
	}

	@Test
	void inheritedMethodDiffersBetweenSubclasses() throws Exception {
		this.context.registerBean("second", SecondSub.class);
		FirstSub first = start(FirstSub.class);
		SecondSub second = this.context.getBean(SecondSub.class);
		assertThat(first.run().get(30, TimeUnit.SECONDS)).isEqualTo("GoTests.FirstSub.run");
		assertThat(second.run().get(30, TimeUnit.SECONDS)).isEqualTo("GoTests.SecondSub.run");
		assertThat(first.run().get(30, TimeUnit.SECONDS)).isEqualTo("GoTests.FirstSub.run");
	}

	@Test
	void callAfterShutdownIsRejectedAtCaller() {
		Service service = start(Service.class);
		this.runtime.shutdown(Duration.ZERO);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> service.completable(() -> null))
			.withMessageContaining("GoTests.Service.completable")
			.withMessageContaining("'default'");
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> service.nothing(() -> {
		}));
	}

	@Test
	void timersOfCallsThatHaveEndedAreGone() throws Exception {
		PatientService service = start(PatientService.class);
		long before = ForkJoinPool.commonPool().getDelayedTaskCount();
		for (int i = 0; i < 1_000; i++) {
			for (Kind kind : Kind.values()) {
				kind.call(service, () -> CompletableFuture.completedFuture("in time")).get(30, TimeUnit.SECONDS);
			}
			service.nothing(() -> {
			});
		}
		assertThat(this.runtime.awaitQuiescence(LONG)).isTrue();
		Awaitility.await().until(() -> ForkJoinPool.commonPool().getDelayedTaskCount() < before + 100);
	}

	@Test
	void timeoutOfRejectedCallIsForgotten() throws Exception {
		RecordingConfigurer configurer = new RecordingConfigurer();
		TimedService service = start(TimedService.class, configurer);
		this.runtime.shutdown(Duration.ZERO);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> service.nothing(() -> {
		}));
		// Timers of one pool fire in order.
		ForkJoinPool.commonPool().schedule(() -> {
		}, 600, TimeUnit.MILLISECONDS).get(30, TimeUnit.SECONDS);
		assertThat(configurer.failures).isEmpty();
	}

	@SuppressWarnings("unchecked")
	private static <E extends Exception> E sneak(Exception ex) throws E {
		throw (E) ex;
	}

	private static Goroutine<?> current() {
		Goroutine<?> goroutine = Goroutine.current();
		assertThat(goroutine).isNotNull();
		return goroutine;
	}

	private static String name() {
		return current().name();
	}

	private static <T> T take(BlockingQueue<T> queue) throws InterruptedException {
		T element = queue.poll(30, TimeUnit.SECONDS);
		assertThat(element).isNotNull();
		return element;
	}

	private static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
	}

	/**
	 * The method to call, by return type.
	 */
	enum Kind {

		FUTURE, STAGE, COMPLETABLE, GOROUTINE;

		Future<String> call(Service service, Body<CompletableFuture<String>> body) {
			return switch (this) {
				case FUTURE -> service.future(body);
				case STAGE -> service.stage(body).toCompletableFuture();
				case COMPLETABLE -> service.completable(body);
				case GOROUTINE -> service.goroutine(() -> {
					Future<String> future = body.get();
					return Goroutine.completed(future.resultNow());
				});
			};
		}

	}

	@FunctionalInterface
	interface Body<T> {

		@Nullable T get() throws Exception;

		/** Lets service methods do without a throws clause. */
		default @Nullable T getSneakily() {
			try {
				return get();
			}
			catch (Exception ex) {
				throw GoTests.<RuntimeException>sneak(ex);
			}
		}

	}

	@FunctionalInterface
	interface VoidBody {

		void run() throws Exception;

		/** Lets service methods do without a throws clause. */
		default void runSneakily() {
			try {
				run();
			}
			catch (Exception ex) {
				throw GoTests.<RuntimeException>sneak(ex);
			}
		}

	}

	static final class Interruptible implements Body<CompletableFuture<String>> {

		private final CountDownLatch started = new CountDownLatch(1);

		private final CountDownLatch release = new CountDownLatch(1);

		private final CountDownLatch interrupted = new CountDownLatch(1);

		@Override
		public CompletableFuture<String> get() throws InterruptedException {
			this.started.countDown();
			try {
				this.release.await();
				return CompletableFuture.completedFuture("released");
			}
			catch (InterruptedException ex) {
				this.interrupted.countDown();
				throw ex;
			}
		}

		void awaitStart() throws InterruptedException {
			GoTests.await(this.started);
		}

		void awaitInterrupt() throws InterruptedException {
			GoTests.await(this.interrupted);
		}

	}

	static class Service {

		@Go
		public void nothing(VoidBody body) {
			body.runSneakily();
		}

		@Go
		public Future<String> future(Body<? extends Future<String>> body) {
			return body.getSneakily();
		}

		@Go
		public CompletionStage<String> stage(Body<? extends CompletionStage<String>> body) {
			return body.getSneakily();
		}

		@Go
		public CompletableFuture<String> completable(Body<CompletableFuture<String>> body) {
			return body.getSneakily();
		}

		@Go
		public Goroutine<String> goroutine(Body<Goroutine<String>> body) {
			return body.getSneakily();
		}

	}

	static class TimedService extends Service {

		@Override
		@Go(timeout = "300ms")
		public void nothing(VoidBody body) {
			body.runSneakily();
		}

		@Override
		@Go(timeout = "300ms")
		public Future<String> future(Body<? extends Future<String>> body) {
			return super.future(body);
		}

		@Override
		@Go(timeout = "300ms")
		public CompletionStage<String> stage(Body<? extends CompletionStage<String>> body) {
			return super.stage(body);
		}

		@Override
		@Go(timeout = "300ms")
		public CompletableFuture<String> completable(Body<CompletableFuture<String>> body) {
			return super.completable(body);
		}

		@Override
		@Go(timeout = "300ms")
		public Goroutine<String> goroutine(Body<Goroutine<String>> body) {
			return super.goroutine(body);
		}

	}

	static class PatientService extends Service {

		@Override
		@Go(timeout = "1h")
		public void nothing(VoidBody body) {
			body.runSneakily();
		}

		@Override
		@Go(timeout = "1h")
		public Future<String> future(Body<? extends Future<String>> body) {
			return super.future(body);
		}

		@Override
		@Go(timeout = "1h")
		public CompletionStage<String> stage(Body<? extends CompletionStage<String>> body) {
			return super.stage(body);
		}

		@Override
		@Go(timeout = "1h")
		public CompletableFuture<String> completable(Body<CompletableFuture<String>> body) {
			return super.completable(body);
		}

		@Override
		@Go(timeout = "1h")
		public Goroutine<String> goroutine(Body<Goroutine<String>> body) {
			return super.goroutine(body);
		}

	}

	static final class RecordingConfigurer implements AsyncConfigurer, AsyncUncaughtExceptionHandler {

		private final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

		private final BlockingQueue<Method> methods = new LinkedBlockingQueue<>();

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return this;
		}

		@Override
		public void handleUncaughtException(Throwable ex, Method method, @Nullable Object... params) {
			this.failures.add(ex);
			this.methods.add(method);
		}

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
