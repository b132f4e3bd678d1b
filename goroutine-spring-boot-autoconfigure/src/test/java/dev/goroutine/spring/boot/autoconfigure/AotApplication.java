package dev.goroutine.spring.boot.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/**
 * The application of {@link AotTests}: everything that the starter registers by other
 * means than a bean method, and proxies of both kinds.
 */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@Import({ AotApplication.Service.class, AotApplication.RealGreeter.class })
class AotApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(AotApplication.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.run(args).close();
	}

	@Bean
	ApplicationRunner report(Service service, Greeter greeter, GoRuntime runtime,
			@Qualifier("ioTaskExecutor") AsyncTaskExecutor ioExecutor) {
		return (arguments) -> {
			print("class proxy", AopUtils.isCglibProxy(service));
			print("runtime", runtime.name());
			print("default", service.onDefault());
			print("io", service.onIo());
			print("async", service.async());
			print("greeter", greeter.greet());
			print("executor", CompletableFuture.completedFuture(ioExecutor.submit(AotApplication::where).get()));
		};
	}

	private static void print(String what, CompletableFuture<?> result) throws Exception {
		print(what, result.get(30, TimeUnit.SECONDS));
	}

	private static void print(String what, Object result) {
		System.out.println("AOT " + what + ": " + result);
	}

	private static String where() {
		return (Goroutine.current() != null) ? "goroutine" : "thread";
	}

	static class Service {

		@Go
		CompletableFuture<String> onDefault() {
			return CompletableFuture.completedFuture(where());
		}

		@Go("${the.runtime}")
		CompletableFuture<String> onIo() {
			return CompletableFuture.completedFuture(where());
		}

		@Async
		public CompletableFuture<String> async() {
			return CompletableFuture.completedFuture(where());
		}

	}

	interface Greeter {

		@Go
		CompletableFuture<String> greet();

	}

	static class RealGreeter implements Greeter {

		@Override
		public CompletableFuture<String> greet() {
			return CompletableFuture.completedFuture(where());
		}

	}

}
