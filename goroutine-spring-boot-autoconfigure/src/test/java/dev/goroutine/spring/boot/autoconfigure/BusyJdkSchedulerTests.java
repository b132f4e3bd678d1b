package dev.goroutine.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.Go;
import org.junit.jupiter.api.Test;

import org.springframework.aop.interceptor.AsyncUncaughtExceptionHandler;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.AsyncConfigurer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that goroutines need nothing of what others keep busy: the JDK's scheduler of
 * virtual threads, and its thread for the timeouts of {@link CompletableFuture}. Each
 * runs in a JVM of its own, where one virtual thread spins on the only carrier there is.
 */
public class BusyJdkSchedulerTests {

	private static final CompletableFuture<ClassLoader> ofHandler = new CompletableFuture<>();

	@Test
	void timeoutsAndSocketsGoOn() throws Exception {
		String output = run(List.of(), "");
		assertThat(output).contains("socket: answer")
			.containsPattern("timeout: .*TimeoutException: @Go method .*Service.never has not ended")
			.containsPattern("void: .*TimeoutException: @Go method .*Service.nothing has not ended")
			.contains("still busy: true")
			.contains("property: null")
			.doesNotContain("WARN");
	}

	@Test
	void callbacksHaveTheContextClassLoaderOfTheCaller() throws Exception {
		assertThat(run(List.of(), "")).contains("loader of callback: of the application")
			.contains("loader of handler: of the application")
			.contains("loader of orTimeout: of the application");
	}

	@Test
	void pollersThatWereThereBeforeAreWarnedOf() throws Exception {
		assertThat(run(List.of(), "early")).containsOnlyOnce("The JDK had made its pollers before")
			.contains("-Djdk.pollerMode=1")
			.contains("property: null");
	}

	@Test
	void pollersOfTheUserStay() throws Exception {
		assertThat(run(List.of("-Djdk.pollerMode=2"), "early")).contains("property: 2")
			.doesNotContain("had made its pollers");
	}

	private static String run(List<String> flags, String argument) throws IOException, InterruptedException {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "--add-opens=java.base/java.lang=ALL-UNNAMED",
				"--enable-native-access=ALL-UNNAMED", "-Djdk.virtualThreadScheduler.parallelism=1",
				"-Djdk.virtualThreadScheduler.maxPoolSize=1", "-cp", System.getProperty("java.class.path"));
		builder.command().addAll(flags);
		builder.command().addAll(List.of(Application.class.getName(), argument));
		Process process = builder.redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(output).isZero();
		return output;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Service.class)
	public static class Application implements AsyncConfigurer {

		private static volatile boolean busy;

		public static void main(String[] args) throws Exception {
			ClassLoader ofApplication = new URLClassLoader(new URL[0], Application.class.getClassLoader());
			Thread.currentThread().setContextClassLoader(ofApplication);
			boolean early = args[0].equals("early");
			if (early) {
				Thread.ofVirtual().start(() -> System.out.println(answer())).join();
			}
			SpringApplication application = new SpringApplication(Application.class);
			application.setWebApplicationType(WebApplicationType.NONE);
			try (ConfigurableApplicationContext context = application.run()) {
				System.out.println("property: " + System.getProperty("jdk.pollerMode"));
				if (!early) {
					keepBusy();
					Service service = context.getBean(Service.class);
					GoRuntime runtime = context.getBean(GoRuntime.class);
					System.out.println(
							"socket: " + runtime.go((Callable<String>) Application::answer).get(30, TimeUnit.SECONDS));
					CompletableFuture<String> late = service.never();
					CompletableFuture<ClassLoader> loader = late
						.handle((value, failure) -> Thread.currentThread().getContextClassLoader());
					System.out.println("loader of callback: " + name(loader.get(30, TimeUnit.SECONDS), ofApplication));
					System.out.println("timeout: " + late.exceptionNow());
					service.nothing();
					System.out
						.println("loader of handler: " + name(ofHandler.get(30, TimeUnit.SECONDS), ofApplication));
					System.out.println("still busy: " + busy);
				}
			}
			Runtime.getRuntime().halt(0);
		}

		/** One virtual thread is enough, and a thread that keeps the JDK's timer. */
		private static void keepBusy() throws Exception {
			busy = true;
			CountDownLatch both = new CountDownLatch(2);
			Thread.ofVirtual().start(() -> {
				both.countDown();
				while (busy) {
					Thread.onSpinWait();
				}
			});
			ClassLoader ofApplication = Thread.currentThread().getContextClassLoader();
			CompletableFuture<String> late = new CompletableFuture<>();
			// Before the timeout: on a future that has ended, the caller would spin
			// itself.
			late.whenComplete((value, failure) -> {
				System.out.println(
						"loader of orTimeout: " + name(Thread.currentThread().getContextClassLoader(), ofApplication));
				both.countDown();
				while (busy) {
					Thread.onSpinWait();
				}
			});
			late.orTimeout(1, TimeUnit.MILLISECONDS);
			if (!both.await(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Not busy");
			}
		}

		private static String name(ClassLoader loader, ClassLoader ofApplication) {
			return (loader == ofApplication) ? "of the application" : String.valueOf(loader);
		}

		/** What a server sends once the client waits for it. */
		private static String answer() {
			try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
					Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
					Socket accepted = server.accept()) {
				Thread reader = Thread.currentThread();
				Thread.ofPlatform().start(() -> {
					try {
						while (Stream.of(reader.getStackTrace())
							.noneMatch((frame) -> frame.getMethodName().equals("park"))) {
							Thread.sleep(1);
						}
						accepted.getOutputStream().write("answer".getBytes(StandardCharsets.US_ASCII));
						accepted.shutdownOutput();
					}
					catch (IOException | InterruptedException ex) {
						throw new IllegalStateException(ex);
					}
				});
				try (InputStream in = client.getInputStream()) {
					return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
				}
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public AsyncUncaughtExceptionHandler getAsyncUncaughtExceptionHandler() {
			return (failure, method, arguments) -> {
				System.out.println("void: " + failure);
				ofHandler.complete(Thread.currentThread().getContextClassLoader());
			};
		}

	}

	public static class Service {

		@Go(timeout = "200ms")
		public CompletableFuture<String> never() {
			return new CompletableFuture<>();
		}

		@Go(timeout = "200ms")
		public void nothing() {
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
