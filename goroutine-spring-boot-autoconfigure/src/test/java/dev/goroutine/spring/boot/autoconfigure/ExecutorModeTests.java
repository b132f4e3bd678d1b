package dev.goroutine.spring.boot.autoconfigure;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableReactiveWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.core.task.TaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncConfigurer;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.web.reactive.config.BlockingExecutionConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerAdapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * Tests for {@code goroutine.executor.mode}: what of Boot's is as without us, and what
 * takes our executor.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExecutorModeTests {

	private static final AutoConfigurations BOOT = AutoConfigurations.of(TaskExecutionAutoConfiguration.class,
			TaskSchedulingAutoConfiguration.class, WebMvcAutoConfiguration.class);

	private static final AutoConfigurations OURS = AutoConfigurations.of(GoroutineAutoConfiguration.class,
			GoroutineApplicationExecutorAutoConfiguration.class);

	private static final String APPLICATION = "goroutine.executor.mode=application";

	private final WebApplicationContextRunner boot = new WebApplicationContextRunner().withConfiguration(BOOT);

	private final WebApplicationContextRunner withOurs = this.boot.withConfiguration(OURS);

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(TaskExecutionAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
		.withConfiguration(OURS);

	@Test
	void dedicatedModeLeavesExecutorsOfPlainApplicationAlone() {
		assertDedicatedModeChangesNothing();
	}

	@Test
	void dedicatedModeLeavesExecutorsOfAsyncApplicationAlone() {
		assertDedicatedModeChangesNothing(AsyncConfiguration.class, SchedulingConfiguration.class);
	}

	@Test
	void dedicatedModeLeavesExecutorsOfTheUserAlone() {
		assertDedicatedModeChangesNothing(AsyncConfiguration.class, UserExecutorConfiguration.class);
		assertDedicatedModeChangesNothing(AsyncConfiguration.class, TwoUserExecutorsConfiguration.class);
		assertDedicatedModeChangesNothing(AsyncConfiguration.class, HandlerConfiguration.class);
	}

	private void assertDedicatedModeChangesNothing(Class<?>... configuration) {
		for (boolean virtual : new boolean[] { false, true }) {
			String threads = "spring.threads.virtual.enabled=" + virtual;
			this.boot.withUserConfiguration(configuration)
				.withPropertyValues(threads)
				.run((without) -> this.withOurs.withUserConfiguration(configuration)
					.withPropertyValues(threads)
					.run((with) -> {
						Map<String, Class<?>> executors = executors(with);
						assertThat(executors.remove("goroutineTaskExecutor")).isEqualTo(GoroutineTaskExecutor.class);
						assertThat(executors).isEqualTo(executors(without));
						assertThat(consumers(with)).isEqualTo(consumers(without));
					}));
		}
	}

	/** All executors and schedulers there are, aliases included. */
	private static Map<String, Class<?>> executors(ConfigurableApplicationContext context) {
		assertThat(context.isActive()).isTrue();
		Map<String, Class<?>> executors = new TreeMap<>();
		for (Class<?> type : new Class<?>[] { Executor.class, TaskScheduler.class }) {
			context.getBeansOfType(type).forEach((name, bean) -> {
				executors.put(name, bean.getClass());
				for (String alias : context.getBeanFactory().getAliases(name)) {
					executors.put(alias, bean.getClass());
				}
			});
		}
		return executors;
	}

	/** What those get who ask for an executor, each in its own way. */
	private static Map<String, String> consumers(ConfigurableApplicationContext context) throws Exception {
		Map<String, String> consumers = new TreeMap<>();
		for (Class<?> type : new Class<?>[] { Executor.class, TaskExecutor.class, AsyncTaskExecutor.class,
				TaskScheduler.class }) {
			Object bean = context.getBeanProvider(type).getIfUnique();
			consumers.put("any " + type.getSimpleName(), (bean != null) ? bean.getClass().getName() : "none");
		}
		consumers.put("AsyncConfigurer", String.join(" ", context.getBeanNamesForType(AsyncConfigurer.class)));
		Object ofMvc = ReflectionTestUtils.getField(context.getBean(RequestMappingHandlerAdapter.class),
				"taskExecutor");
		consumers.put("MVC", (ofMvc != null) ? ofMvc.getClass().getName() : "none");
		AsyncService async = context.getBeanProvider(AsyncService.class).getIfAvailable();
		if (async != null) {
			consumers.put("@Async", async.threadName().get(30, TimeUnit.SECONDS).replaceAll("\\d+", ""));
		}
		return consumers;
	}

	@Test
	void applicationModeTakesTheNames() {
		this.contextRunner.withPropertyValues(APPLICATION).run((context) -> {
			assertThat(context).hasSingleBean(GoroutineTaskExecutor.class);
			GoroutineTaskExecutor executor = context.getBean(GoroutineTaskExecutor.class);
			assertThat(executor.getRuntime()).isSameAs(context.getBean("goroutineRuntime"));
			for (String name : new String[] { "applicationTaskExecutor", "goroutineTaskExecutor", "taskExecutor",
					"bootstrapExecutor" }) {
				assertThat(context.getBean(name)).as(name).isSameAs(executor);
			}
			for (Class<?> type : new Class<?>[] { Executor.class, TaskExecutor.class, AsyncTaskExecutor.class }) {
				assertThat(context.getBean(type)).as(type.getName()).isSameAs(executor);
			}
		});
	}

	@Test
	void applicationModeIsThatOfMvc() {
		this.withOurs.withPropertyValues(APPLICATION)
			.run((context) -> assertThat(context.getBean(RequestMappingHandlerAdapter.class))
				.hasFieldOrPropertyWithValue("taskExecutor", context.getBean(GoroutineTaskExecutor.class)));
	}

	@Test
	void applicationModeIsThatOfAsync() {
		assertAsyncRunsOnGoroutines(AsyncConfiguration.class);
	}

	@Test
	void applicationModeIsThatOfAsyncBesideScheduler() {
		assertAsyncRunsOnGoroutines(AsyncConfiguration.class, SchedulingConfiguration.class);
	}

	@Test
	void applicationModeIsThatOfAsyncBesideExecutorsOfTheUser() {
		assertAsyncRunsOnGoroutines(AsyncConfiguration.class, TwoUserExecutorsConfiguration.class,
				SchedulingConfiguration.class);
	}

	@Test
	void applicationModeIsThatOfAsyncBesideFurtherRuntimes() {
		this.contextRunner.withPropertyValues(APPLICATION, "goroutine.runtimes.io.gomaxprocs=1")
			.withUserConfiguration(AsyncConfiguration.class)
			.run((context) -> {
				assertThat(context.getBean(AsyncService.class).run().get(30, TimeUnit.SECONDS)).isEqualTo("goroutine");
				assertThat(context.getBean("goroutineRuntime", GoRuntime.class).snapshot().totals().created()).isOne();
			});
	}

	@Test
	void applicationModeKeepsTheUsersHandlerOfAsync() {
		this.contextRunner.withPropertyValues(APPLICATION)
			.withUserConfiguration(AsyncConfiguration.class, HandlerConfiguration.class)
			.run((context) -> {
				AsyncService service = context.getBean(AsyncService.class);
				assertThat(service.run().get(30, TimeUnit.SECONDS)).isEqualTo("goroutine");
				IllegalStateException failure = new IllegalStateException("expected");
				service.fail(failure);
				assertThat(context.getBean(HandlerConfiguration.class).failures.poll(30, TimeUnit.SECONDS))
					.isSameAs(failure);
			});
	}

	private void assertAsyncRunsOnGoroutines(Class<?>... configuration) {
		this.contextRunner.withPropertyValues(APPLICATION).withUserConfiguration(configuration).run((context) -> {
			assertThat(context.getBean(AsyncService.class).run().get(30, TimeUnit.SECONDS)).isEqualTo("goroutine");
			assertThat(context.getBean(GoRuntime.class).snapshot().totals().created()).isOne();
		});
	}

	@Test
	void applicationModeLeavesTheSchedulerAlone() {
		this.contextRunner.withPropertyValues(APPLICATION)
			.withUserConfiguration(SchedulingConfiguration.class)
			.run((context) -> assertThat(context).hasSingleBean(TaskScheduler.class).hasBean("taskScheduler"));
	}

	@Test
	void applicationModeWithVirtualThreads() {
		this.contextRunner.withPropertyValues(APPLICATION, "spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context.getBean("applicationTaskExecutor"))
				.isInstanceOf(GoroutineTaskExecutor.class));
	}

	@Test
	void applicationModeRunsBackgroundBeansOnGoroutines() {
		this.contextRunner.withPropertyValues(APPLICATION)
			.withUserConfiguration(BackgroundConfiguration.class)
			.run((context) -> assertThat(context.getBean("background")).isEqualTo("goroutine"));
	}

	@Test
	void applicationModeIsThatOfBlockingCallsOfWebFluxOnly() {
		String configurer = "goroutineBlockingExecutionConfigurer";
		ReactiveWebApplicationContextRunner reactive = new ReactiveWebApplicationContextRunner()
			.withConfiguration(OURS);
		reactive.withPropertyValues(APPLICATION).run((context) -> assertThat(context).hasBean(configurer));
		reactive.run((context) -> assertThat(context).doesNotHaveBean(configurer));
		reactive.withPropertyValues(APPLICATION)
			.withClassLoader(new FilteredClassLoader(WebFluxConfigurer.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(configurer));
		this.withOurs.withPropertyValues(APPLICATION).run((context) -> assertThat(context).doesNotHaveBean(configurer));
	}

	@Test
	void webFluxOfAChildContextBlocksOnTheExecutorOfItsParent() {
		this.withOurs.withPropertyValues(APPLICATION)
			.run((parent) -> new ReactiveWebApplicationContextRunner().withConfiguration(OURS)
				.withParent(parent)
				.withPropertyValues(APPLICATION)
				.run((child) -> assertThat(blockingExecutor(child))
					.isSameAs(parent.getBean(GoroutineTaskExecutor.class))));
	}

	@Test
	void webFluxDoesNotBlockOnTheExecutorOfUserUnasked() {
		new ReactiveWebApplicationContextRunner().withConfiguration(OURS)
			.withPropertyValues(APPLICATION)
			.withBean("applicationTaskExecutor", SimpleAsyncTaskExecutor.class)
			.run((context) -> assertThat(blockingExecutor(context)).isNull());
	}

	private static @Nullable Object blockingExecutor(AssertableReactiveWebApplicationContext context) {
		assertThat(context).hasNotFailed();
		BlockingExecutionConfigurer configurer = new BlockingExecutionConfigurer();
		context.getBeansOfType(WebFluxConfigurer.class)
			.values()
			.forEach((each) -> each.configureBlockingExecution(configurer));
		return ReflectionTestUtils.invokeMethod(configurer, "getExecutor");
	}

	@Test
	void applicationTaskExecutorOfUserStays() {
		this.contextRunner.withPropertyValues(APPLICATION)
			.withBean("applicationTaskExecutor", SimpleAsyncTaskExecutor.class)
			.run((context) -> {
				assertThat(context.getBean("applicationTaskExecutor")).isInstanceOf(SimpleAsyncTaskExecutor.class);
				assertThat(context).hasBean("goroutineTaskExecutor").doesNotHaveBean("taskExecutor");
			});
	}

	@Test
	void taskExecutorOfUserStays() {
		this.contextRunner.withPropertyValues(APPLICATION)
			.withBean("taskExecutor", SimpleAsyncTaskExecutor.class)
			.run((context) -> {
				assertThat(context.getBean("taskExecutor")).isInstanceOf(SimpleAsyncTaskExecutor.class);
				assertThat(context.getBean("applicationTaskExecutor")).isInstanceOf(GoroutineTaskExecutor.class);
			});
	}

	@Test
	void disabledWithEverythingElse() {
		this.contextRunner.withPropertyValues(APPLICATION, "goroutine.enabled=false")
			.run((context) -> assertThat(context.getBean("applicationTaskExecutor"))
				.isInstanceOf(ThreadPoolTaskExecutor.class));
	}

	@Test
	void forcedExecutorOfBootIsRefused(CapturedOutput output) {
		for (boolean overriding : new boolean[] { false, true }) {
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			application.setAllowBeanDefinitionOverriding(overriding);
			assertThat(catchThrowable(
					() -> application.run("--" + APPLICATION, "--spring.task.execution.mode=force").close()))
				.isInstanceOf(GoroutineConfigurationException.class);
		}
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Both goroutine.executor.mode=application and spring.task.execution.mode=force want to define "
					+ "the bean 'applicationTaskExecutor'.")
			.contains("Remove spring.task.execution.mode to have Spring Boot run its work on goroutines, or set "
					+ "goroutine.executor.mode to dedicated");
	}

	@Test
	void forcedExecutorOfBootStandsBesideDedicatedOne() {
		this.contextRunner.withPropertyValues("spring.task.execution.mode=force")
			.withUserConfiguration(UserExecutorConfiguration.class)
			.run((context) -> assertThat(executors(context)).containsKeys("applicationTaskExecutor", "mine",
					"goroutineTaskExecutor"));
	}

	private static String where() {
		return (Goroutine.current() != null) ? "goroutine" : "thread";
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ TaskExecutionAutoConfiguration.class, GoroutineAutoConfiguration.class,
			GoroutineApplicationExecutorAutoConfiguration.class })
	static class Application {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAsync
	static class AsyncConfiguration {

		@Bean
		AsyncService asyncService() {
			return new AsyncService();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class SchedulingConfiguration {

	}

	static class AsyncService {

		@Async
		public CompletableFuture<String> threadName() {
			return CompletableFuture.completedFuture(Thread.currentThread().getName());
		}

		@Async
		public CompletableFuture<String> run() {
			return CompletableFuture.completedFuture(where());
		}

		@Async
		public void fail(RuntimeException failure) {
			throw failure;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class UserExecutorConfiguration {

		@Bean
		ThreadPoolTaskExecutor mine() {
			ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
			executor.setThreadNamePrefix("mine-");
			return executor;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoUserExecutorsConfiguration extends UserExecutorConfiguration {

		@Bean
		SimpleAsyncTaskExecutor yours() {
			return new SimpleAsyncTaskExecutor("yours-");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class HandlerConfiguration implements AsyncConfigurer {

		final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return (ex, method, params) -> this.failures.add(ex);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BackgroundConfiguration {

		@Bean(bootstrap = Bean.Bootstrap.BACKGROUND)
		String background() {
			return where();
		}

	}

}
