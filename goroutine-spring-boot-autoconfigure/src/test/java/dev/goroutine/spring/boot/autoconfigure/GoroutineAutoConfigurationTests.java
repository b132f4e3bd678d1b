package dev.goroutine.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.JdkAccess;
import dev.goroutine.StealBatch;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.annotation.GoAnnotationBeanPostProcessor;
import dev.goroutine.spring.runtime.GoRuntimeLifecycle;
import dev.goroutine.spring.runtime.GoRuntimes;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import io.micrometer.context.ContextRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskExecutor;
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@link GoroutineAutoConfiguration}.
 */
class GoroutineAutoConfigurationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
				AopAutoConfiguration.class));

	@Test
	void defaults() {
		this.contextRunner.run((context) -> {
			GoRuntime runtime = context.getBean("goroutineRuntime", GoRuntime.class);
			assertThat(runtime.name()).isEqualTo("default");
			assertThat(runtime.gomaxprocs()).isEqualTo(GoRuntime.builder().build().gomaxprocs());
			assertThat(runtime.idleMTimeout()).isEqualTo(Duration.ofSeconds(60));
			assertThat(runtime.stealPolicy()).isSameAs(StealPolicy.random());
			assertThat(runtime.snapshot().maxM()).isEqualTo(10000);
			assertThat(context).hasSingleBean(GoroutineTaskExecutor.class)
				.hasBean("goroutineTaskExecutor")
				.hasSingleBean(GoAnnotationBeanPostProcessor.class)
				.hasSingleBean(GoRuntimeLifecycle.class);
			assertThat(context.getBean(GoroutineTaskExecutor.class).getRuntime()).isSameAs(runtime);
		});
	}

	@Test
	void properties() {
		this.contextRunner
			.withPropertyValues("goroutine.gomaxprocs=3", "goroutine.idle-m-timeout=5s", "goroutine.max-m=77",
					"goroutine.steal.policy=Busiest", "goroutine.steal.batch=one", "goroutine.jdk-access=strict",
					"goroutine.shutdown.grace=1s", "goroutine.time-slice=20ms", "goroutine.hog-nice=7")
			.run((context) -> {
				GoRuntime runtime = context.getBean(GoRuntime.class);
				assertThat(runtime.gomaxprocs()).isEqualTo(3);
				assertThat(runtime.idleMTimeout()).isEqualTo(Duration.ofSeconds(5));
				assertThat(runtime.stealPolicy()).isSameAs(StealPolicy.busiest());
				assertThat(runtime.stealBatch()).isEqualTo(StealBatch.ONE);
				assertThat(runtime.snapshot().maxM()).isEqualTo(77);
				GoroutineProperties properties = context.getBean(GoroutineProperties.class);
				assertThat(properties.jdkAccess()).hasToString("STRICT");
				assertThat(properties.shutdown().grace()).isEqualTo(Duration.ofSeconds(1));
				assertThat(properties.timeSlice()).isEqualTo(Duration.ofMillis(20));
				assertThat(properties.hogNice()).isEqualTo(7);
			});
	}

	@Test
	void environmentVariables() {
		Map<String, Object> variables = Map.ofEntries(Map.entry("GOROUTINE_GOMAXPROCS", "3"),
				Map.entry("GOROUTINE_IDLEMTIMEOUT", "5s"), Map.entry("GOROUTINE_MAXM", "77"),
				Map.entry("GOROUTINE_TIMESLICE", "20ms"), Map.entry("GOROUTINE_HOGNICE", "7"),
				Map.entry("GOROUTINE_STEAL_POLICY", "busiest"), Map.entry("GOROUTINE_STEAL_BATCH", "ONE"),
				Map.entry("GOROUTINE_JDKACCESS", "strict"), Map.entry("GOROUTINE_SHUTDOWN_GRACE", "1s"),
				Map.entry("GOROUTINE_RUNTIMES_IO_GOMAXPROCS", "4"),
				Map.entry("GOROUTINE_RUNTIMES_IO_STEAL_POLICY", "none"));
		this.contextRunner
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment", variables)))
			.run((context) -> {
				GoroutineProperties properties = context.getBean(GoroutineProperties.class);
				assertThat(properties.gomaxprocs()).isEqualTo(3);
				assertThat(properties.idleMTimeout()).isEqualTo(Duration.ofSeconds(5));
				assertThat(properties.maxM()).isEqualTo(77);
				assertThat(properties.timeSlice()).isEqualTo(Duration.ofMillis(20));
				assertThat(properties.hogNice()).isEqualTo(7);
				assertThat(properties.steal().policy()).isEqualTo("busiest");
				assertThat(properties.steal().batch()).isEqualTo(StealBatch.ONE);
				assertThat(properties.jdkAccess()).isEqualTo(JdkAccess.STRICT);
				assertThat(properties.shutdown().grace()).isEqualTo(Duration.ofSeconds(1));
				GoRuntime io = context.getBean("ioGoRuntime", GoRuntime.class);
				assertThat(io.gomaxprocs()).isEqualTo(4);
				assertThat(io.stealPolicy()).isSameAs(StealPolicy.none());
			});
	}

	@Test
	void disabled() {
		this.contextRunner.withPropertyValues("goroutine.enabled=false")
			.withUserConfiguration(GoConfiguration.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean(GoRuntime.class)
					.doesNotHaveBean(GoroutineTaskExecutor.class)
					.doesNotHaveBean(GoAnnotationBeanPostProcessor.class)
					.doesNotHaveBean(GoRuntimes.class);
				assertThat(context.getBean(Service.class).thread())
					.isCompletedWithValue(Thread.currentThread().getName());
			});
	}

	@Test
	void goMethodRunsOnGoroutine() {
		this.contextRunner.withUserConfiguration(GoConfiguration.class).run((context) -> {
			assertThat(context.getBean(Service.class).thread().get(30, TimeUnit.SECONDS))
				.isEqualTo("GoroutineAutoConfigurationTests.Service.thread");
			assertThat(context.getBean(GoRuntime.class).snapshot().totals().created()).isEqualTo(1);
		});
	}

	@Test
	void closeShutsDown() {
		GoRuntime[] runtime = new GoRuntime[1];
		this.contextRunner.run((context) -> runtime[0] = context.getBean(GoRuntime.class));
		assertThat(runtime[0].awaitQuiescence(Duration.ZERO)).isTrue();
		assertThat(catchThrowable(() -> runtime[0].go(() -> "late"))).isInstanceOf(RejectedExecutionException.class);
	}

	@Test
	void stealPolicyBeanReplacesProperty() {
		StealPolicy policy = (int thief, IntUnaryOperator sizes, int[] order) -> 0;
		this.contextRunner.withBean("myPolicy", StealPolicy.class, () -> policy)
			.withPropertyValues("goroutine.steal.policy=busiest")
			.run((context) -> assertThat(context.getBean(GoRuntime.class).stealPolicy()).isSameAs(policy));
	}

	@Test
	void userRuntimeOfOurNameReplacesOurs() {
		this.contextRunner.withUserConfiguration(NamedRuntimeConfiguration.class).run((context) -> {
			assertThat(context).hasSingleBean(GoRuntime.class);
			assertThat(context.getBean("goroutineRuntime", GoRuntime.class).gomaxprocs()).isEqualTo(5);
		});
	}

	@Test
	void taskExecutorOfUserReplacesOurs() {
		this.contextRunner
			.withBean("goroutineTaskExecutor", SimpleAsyncTaskExecutor.class, SimpleAsyncTaskExecutor::new,
					(definition) -> ((AbstractBeanDefinition) definition).setDefaultCandidate(false))
			.run((context) -> assertThat(context).doesNotHaveBean(GoroutineTaskExecutor.class)
				.hasBean("goroutineTaskExecutor")
				.hasBean("applicationTaskExecutor"));
	}

	@Test
	void postProcessorOfUserReplacesOurs() {
		this.contextRunner.withBean("mine", GoAnnotationBeanPostProcessor.class)
			.withUserConfiguration(GoConfiguration.class)
			.run((context) -> {
				assertThat(context).hasSingleBean(GoAnnotationBeanPostProcessor.class).hasBean("mine");
				assertThat(context.getBean(Service.class).thread().get(30, TimeUnit.SECONDS))
					.isEqualTo("GoroutineAutoConfigurationTests.Service.thread");
			});
	}

	@Test
	void lookupOfUserReplacesOurs() {
		this.contextRunner.withBean("mine", GoRuntimes.class)
			.run((context) -> assertThat(context).hasSingleBean(GoRuntimes.class).hasBean("mine"));
	}

	@Test
	void furtherRuntimeOfTheUser() {
		this.contextRunner.withUserConfiguration(FurtherRuntimeConfiguration.class, IoConfiguration.class)
			.run((context) -> {
				assertThat(context.getBeansOfType(GoRuntime.class)).containsOnlyKeys("goroutineRuntime", "ioRuntime");
				context.getBean(IoService.class).run().get(30, TimeUnit.SECONDS);
				assertThat(context.getBean("ioRuntime", GoRuntime.class).snapshot().totals().created()).isEqualTo(1);
				assertThat(context.getBean("goroutineRuntime", GoRuntime.class).snapshot().totals().created()).isZero();
				assertThat(context).hasBean("applicationTaskExecutor");
			});
	}

	@Test
	void runtimeAndExecutorAreInjected() {
		this.contextRunner.withUserConfiguration(InjectionConfiguration.class).run((context) -> {
			Injected injected = context.getBean(Injected.class);
			assertThat(injected.runtime()).isSameAs(context.getBean("goroutineRuntime"));
			assertThat(injected.executor()).isSameAs(context.getBean("goroutineTaskExecutor"));
			assertThat(injected.anyExecutor()).isSameAs(context.getBean("applicationTaskExecutor"));
			assertThat(injected.anyTaskExecutor()).isSameAs(context.getBean("applicationTaskExecutor"));
		});
	}

	@Test
	void bootsExecutorAndAsyncConfigurerAreAsWithoutUs() {
		ApplicationContextRunner without = new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class));
		without.run((boot) -> this.contextRunner.run((ours) -> {
			assertThat(ours.getBean("applicationTaskExecutor")).isInstanceOf(ThreadPoolTaskExecutor.class)
				.hasSameClassAs(boot.getBean("applicationTaskExecutor"));
			assertThat(ours.getBeanNamesForType(AsyncConfigurer.class))
				.isEqualTo(boot.getBeanNamesForType(AsyncConfigurer.class));
			assertThat(ours.getBean(TaskExecutor.class)).isSameAs(ours.getBean("applicationTaskExecutor"));
			assertThat(ours.getBean(AsyncTaskExecutor.class)).isSameAs(ours.getBean("applicationTaskExecutor"));
			assertThat(ours.getBean(Executor.class)).isSameAs(ours.getBean("applicationTaskExecutor"));
			assertThat(ours.getBean("bootstrapExecutor")).isSameAs(ours.getBean("applicationTaskExecutor"));
		}));
	}

	@Test
	void asyncRunsOnBootsExecutor() {
		this.contextRunner.withUserConfiguration(AsyncConfiguration.class).run((context) -> {
			AsyncService service = context.getBean(AsyncService.class);
			assertThat(service.plain().get(30, TimeUnit.SECONDS)).startsWith("task-");
			assertThat(context.getBean(GoRuntime.class).snapshot().totals().created()).isZero();
		});
	}

	@Test
	void asyncRunsOnUsersOnlyExecutor() {
		this.contextRunner.withUserConfiguration(AsyncConfiguration.class, ExecutorConfiguration.class)
			.run((context) -> {
				assertThat(context).doesNotHaveBean("applicationTaskExecutor");
				assertThat(context.getBean(AsyncService.class).plain().get(30, TimeUnit.SECONDS)).startsWith("mine-");
			});
	}

	@Test
	void asyncWithQualifierRunsOnGoroutine() {
		this.contextRunner.withUserConfiguration(AsyncConfiguration.class).run((context) -> {
			context.getBean(AsyncService.class).onGoroutine().get(30, TimeUnit.SECONDS);
			assertThat(context.getBean(GoRuntime.class).snapshot().totals().created()).isEqualTo(1);
		});
	}

	@Test
	void asyncAndGoInOneBean() {
		this.contextRunner.withUserConfiguration(AsyncConfiguration.class).run((context) -> {
			AsyncService service = context.getBean(AsyncService.class);
			assertThat(service.goroutine().get(30, TimeUnit.SECONDS))
				.isEqualTo("GoroutineAutoConfigurationTests.AsyncService.goroutine");
			assertThat(service.plain().get(30, TimeUnit.SECONDS)).startsWith("task-");
		});
	}

	@Test
	void voidExceptionGoesToHandlerOfUsersAsyncConfigurer() {
		LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
		AsyncConfigurer configurer = new AsyncConfigurer() {

			@Override
			public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
				return (ex, method, params) -> failures.add(ex);
			}

		};
		this.contextRunner.withBean(AsyncConfigurer.class, () -> configurer)
			.withUserConfiguration(AsyncConfiguration.class)
			.run((context) -> {
				IllegalStateException failure = new IllegalStateException("expected");
				context.getBean(AsyncService.class).fail(failure);
				assertThat(failures.poll(30, TimeUnit.SECONDS)).isSameAs(failure);
			});
	}

	@Test
	void decoratorsInOrderForExecutorAndGo() {
		this.contextRunner.withUserConfiguration(DecoratorConfiguration.class, GoConfiguration.class).run((context) -> {
			List<?> events = context.getBean(Events.class).events.stream().toList();
			assertThat(events).isEmpty();
			context.getBean(GoroutineTaskExecutor.class).submit(() -> {
			}).get(30, TimeUnit.SECONDS);
			context.getBean(Service.class).thread().get(30, TimeUnit.SECONDS);
			assertThat(context.getBean(Events.class).events).containsExactly("decorate 1", "decorate 2", "decorate 1",
					"decorate 2");
		});
	}

	@Test
	void propagateContext() {
		ThreadLocal<String> user = new ThreadLocal<>();
		ContextRegistry.getInstance().registerThreadLocalAccessor("test.user", user);
		try {
			propagating().withBean(ContextService.class, () -> new ContextService(user)).run((context) -> {
				user.set("gopher");
				assertThat(context.getBean(ContextService.class).user().get(30, TimeUnit.SECONDS)).isEqualTo("gopher");
				assertThat(context.getBean(GoroutineTaskExecutor.class).submit(user::get).get(30, TimeUnit.SECONDS))
					.isEqualTo("gopher");
			});
		}
		finally {
			user.remove();
			ContextRegistry.getInstance().removeThreadLocalAccessor("test.user");
		}
	}

	/** Boot 4.0 does not have the property yet, and takes the bean. */
	private ApplicationContextRunner propagating() {
		return SpringBootVersion.getVersion().startsWith("4.0.")
				? this.contextRunner.withBean(ContextPropagatingTaskDecorator.class)
				: this.contextRunner.withPropertyValues("spring.task.execution.propagate-context=true");
	}

	@Test
	void lazyInitializationStillFailsAtStartup() {
		this.contextRunner.withPropertyValues("goroutine.gomaxprocs=0")
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> assertThat(context).hasFailed());
	}

	@Configuration(proxyBeanMethods = false)
	static class GoConfiguration {

		@Bean
		Service service() {
			return new Service();
		}

	}

	static class Service {

		@Go
		public CompletableFuture<String> thread() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class NamedRuntimeConfiguration {

		@Bean
		GoRuntime goroutineRuntime() {
			return GoRuntime.builder().gomaxprocs(5).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class FurtherRuntimeConfiguration {

		@Bean
		GoRuntime ioRuntime() {
			return GoRuntime.builder().name("io").gomaxprocs(1).build();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class IoConfiguration {

		@Bean
		IoService ioService() {
			return new IoService();
		}

	}

	static class IoService {

		@Go("io")
		public CompletableFuture<@Nullable Void> run() {
			return CompletableFuture.completedFuture(null);
		}

	}

	record Injected(GoRuntime runtime, AsyncTaskExecutor executor, Executor anyExecutor, TaskExecutor anyTaskExecutor) {

	}

	@Configuration(proxyBeanMethods = false)
	static class InjectionConfiguration {

		@Bean
		Injected injected(GoRuntime someRuntime, @Qualifier("goroutineTaskExecutor") AsyncTaskExecutor executor,
				Executor someExecutor, TaskExecutor someTaskExecutor) {
			return new Injected(someRuntime, executor, someExecutor, someTaskExecutor);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

		@Bean
		AsyncService asyncService() {
			return new AsyncService();
		}

	}

	static class AsyncService {

		@Async
		public CompletableFuture<String> plain() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Async("goroutineTaskExecutor")
		public CompletableFuture<Boolean> onGoroutine() {
			return CompletableFuture.completedFuture(Goroutine.current() != null);
		}

		@Go
		public void fail(RuntimeException failure) {
			throw failure;
		}

		@Go
		public CompletableFuture<String> goroutine() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ExecutorConfiguration {

		@Bean
		ThreadPoolTaskExecutor myExecutor() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setThreadNamePrefix("mine-");
			return executor;
		}

	}

	static class Events {

		private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

		TaskDecorator decorator(int number) {
			return (task) -> {
				this.events.add("decorate " + number);
				return task;
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class DecoratorConfiguration {

		@Bean
		Events events() {
			return new Events();
		}

		@Bean
		@Order(2)
		TaskDecorator secondDecorator(Events events) {
			return events.decorator(2);
		}

		@Bean
		@Order(1)
		TaskDecorator firstDecorator(Events events) {
			return events.decorator(1);
		}

	}

	static class ContextService {

		private final @Nullable ThreadLocal<String> user;

		ContextService(ThreadLocal<String> user) {
			this.user = user;
		}

		@Go
		public CompletableFuture<@Nullable String> user() {
			return CompletableFuture.completedFuture((this.user != null) ? this.user.get() : null);
		}

	}

}
