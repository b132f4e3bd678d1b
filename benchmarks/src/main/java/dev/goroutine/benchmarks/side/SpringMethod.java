package dev.goroutine.benchmarks.side;

import java.time.Duration;
import java.util.function.Function;
import java.util.function.IntFunction;

import dev.goroutine.GoRuntime;
import dev.goroutine.benchmarks.harness.Body;
import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Work;
import dev.goroutine.spring.Go;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * Whatever is started is the call of an asynchronous method of a bean, in an application
 * that has nothing else.
 *
 * @param name the name in the table
 * @param application the configuration of the application
 * @param arguments its arguments, for so many processors
 * @param scheduler the threads that the method runs on
 */
public record SpringMethod(String name, Class<?> application, IntFunction<String[]> arguments,
		Function<ConfigurableApplicationContext, Threads> scheduler) implements Side {

	/** {@code @Go}. */
	public static final SpringMethod GO = new SpringMethod("@Go", GoApplication.class,
			(processors) -> new String[] { "--goroutine.gomaxprocs=" + processors },
			(context) -> Goroutines.threads(context.getBean(GoRuntime.class)));

	/** {@code @Async} on Boot's executor of virtual threads. */
	public static final SpringMethod ASYNC = new SpringMethod("@Async", AsyncApplication.class,
			(processors) -> new String[] { "--goroutine.enabled=false", "--spring.threads.virtual.enabled=true" },
			(context) -> JdkVirtualThreads.threads());

	@Override
	public Contender open(Work work, int size, int processors) {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(this.application)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("logging.level.root=warn")
			.run(this.arguments.apply(processors));
		return new ThreadsContender(new Called(context.getBean(Method.class), this.scheduler.apply(context), context),
				work, size, Disturbance.NONE);
	}

	/** Implemented by a proxy. */
	interface Method {

		void call(Body body);

	}

	static class GoMethod implements Method {

		@Go
		@Override
		public void call(Body body) {
			body.run();
		}

	}

	static class AsyncMethod implements Method {

		@Async
		@Override
		public void call(Body body) {
			body.run();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class GoApplication {

		@Bean
		GoMethod method() {
			return new GoMethod();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableAsync
	static class AsyncApplication {

		@Bean
		AsyncMethod method() {
			return new AsyncMethod();
		}

	}

	private record Called(Method method, Threads threads,
			ConfigurableApplicationContext application) implements Threads {

		@Override
		public void start(Body body) {
			this.method.call(body);
		}

		@Override
		public void gosched() {
			this.threads.gosched();
		}

		@Override
		public void sleep(Duration duration) throws InterruptedException {
			this.threads.sleep(duration);
		}

		@Override
		public boolean owns(Thread thread) {
			return this.threads.owns(thread);
		}

		@Override
		public void close() {
			this.application.close();
		}

	}

}
