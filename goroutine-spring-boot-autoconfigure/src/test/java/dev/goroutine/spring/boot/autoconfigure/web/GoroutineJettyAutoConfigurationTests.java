package dev.goroutine.spring.boot.autoconfigure.web;

import java.util.concurrent.Executor;

import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.eclipse.jetty.util.thread.VirtualThreadPool;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.jetty.JettyWebServer;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoroutineJettyAutoConfiguration}, on a Jetty that listens.
 */
@ExtendWith(OutputCaptureExtension.class)
class GoroutineJettyAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			GoroutineAutoConfiguration.class, GoroutineJettyAutoConfiguration.class,
			JettyServletWebServerAutoConfiguration.class);

	private final WebApplicationContextRunner embedded = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues("server.port=0");

	@Test
	void isOffByDefault() {
		this.embedded.run((context) -> {
			assertThat(context).doesNotHaveBean(GoroutineJettyCustomizer.class);
			assertThat(executor(context)).isNull();
		});
	}

	@Test
	void handsRequestsToGoroutinesAndKeepsTheThreadPoolForTheRest(CapturedOutput output) {
		this.embedded.withPropertyValues("goroutine.web.enabled=true", "server.jetty.threads.max=17").run((context) -> {
			assertThat(executor(context)).isInstanceOf(RequestExecutor.class);
			assertThat(pool(context)).isInstanceOfSatisfying(QueuedThreadPool.class,
					(pool) -> assertThat(pool.getMaxThreads()).isEqualTo(17));
			assertThat(output).doesNotContain("spring.threads.virtual.enabled");
		});
	}

	@Test
	void hasPrecedenceOverVirtualThreadsAndSaysSoOnce(CapturedOutput output) {
		this.embedded.withPropertyValues("goroutine.web.enabled=true", "spring.threads.virtual.enabled=true")
			.run((context) -> {
				assertThat(executor(context)).isInstanceOf(RequestExecutor.class);
				assertThat(output).containsOnlyOnce("Jetty handles requests on goroutines: goroutine.web.enabled has "
						+ "precedence over spring.threads.virtual.enabled");
			});
	}

	/** The pool of virtual threads has a limit, and would run acceptors on goroutines. */
	@Test
	void keepsTheThreadPoolForTheRestWithVirtualThreadsToo() {
		this.embedded
			.withPropertyValues("goroutine.web.enabled=true", "spring.threads.virtual.enabled=true",
					"server.jetty.threads.max=17")
			.run((context) -> assertThat(pool(context)).isInstanceOfSatisfying(QueuedThreadPool.class,
					(pool) -> assertThat(pool.getMaxThreads()).isEqualTo(17)));
	}

	@Test
	void leavesVirtualThreadsAloneWhenOff() {
		this.embedded.withPropertyValues("spring.threads.virtual.enabled=true").run((context) -> {
			assertThat(pool(context)).isInstanceOf(VirtualThreadPool.class);
			assertThat(executor(context)).isNotInstanceOf(RequestExecutor.class);
		});
	}

	@Test
	void saysThatAnApplicationsOwnThreadPoolTakesNoGoroutines(CapturedOutput output) {
		this.embedded.withPropertyValues("goroutine.web.enabled=true")
			.withUserConfiguration(OwnThreadPoolConfiguration.class)
			.run((context) -> {
				assertThat(pool(context)).isInstanceOf(OwnThreadPool.class);
				assertThat(output)
					.containsOnlyOnce("Requests do not run on goroutines: Jetty's thread pool is a "
							+ OwnThreadPool.class.getName())
					.contains("set goroutine.web.enabled to false");
			});
	}

	@Test
	void backsOffWithoutRuntime() {
		this.embedded.withPropertyValues("goroutine.web.enabled=true", "goroutine.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(GoroutineJettyCustomizer.class);
			assertThat(executor(context)).isNull();
		});
	}

	@Test
	void backsOffWithoutJetty() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader(Server.class))
			.withPropertyValues("goroutine.web.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("goroutineJettyCustomizer"));
	}

	@Test
	void backsOffInAServerThatIsNotEmbedded() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("goroutine.web.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GoroutineJettyCustomizer.class));
	}

	@Test
	void backsOffWithoutWebApplication() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("goroutine.web.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GoroutineJettyCustomizer.class));
	}

	private static @Nullable Executor executor(AssertableWebApplicationContext context) {
		return VirtualThreads.getVirtualThreadsExecutor(pool(context));
	}

	private static ThreadPool pool(AssertableWebApplicationContext context) {
		JettyWebServer server = (JettyWebServer) context
			.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class)
			.getWebServer();
		assertThat(server).isNotNull();
		return server.getServer().getThreadPool();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnThreadPoolConfiguration {

		@Bean
		WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory> ownThreadPool() {
			return (factory) -> factory.setThreadPool(new OwnThreadPool(new QueuedThreadPool()));
		}

	}

	/** Knows nothing of virtual threads. */
	record OwnThreadPool(QueuedThreadPool threads) implements ThreadPool {

		OwnThreadPool {
			try {
				threads.start();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

		@Override
		public void execute(Runnable task) {
			this.threads.execute(task);
		}

		@Override
		public void join() throws InterruptedException {
			this.threads.join();
		}

		@Override
		public int getThreads() {
			return this.threads.getThreads();
		}

		@Override
		public int getIdleThreads() {
			return this.threads.getIdleThreads();
		}

		@Override
		public boolean isLowOnThreads() {
			return this.threads.isLowOnThreads();
		}

	}

}
