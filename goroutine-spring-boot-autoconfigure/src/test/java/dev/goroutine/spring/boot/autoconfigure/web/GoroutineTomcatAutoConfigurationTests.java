package dev.goroutine.spring.boot.autoconfigure.web;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;

import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GoroutineTomcatAutoConfiguration}, on a Tomcat that listens.
 */
@ExtendWith(OutputCaptureExtension.class)
class GoroutineTomcatAutoConfigurationTests {

	private static final AutoConfigurations AUTO_CONFIGURATIONS = AutoConfigurations.of(
			GoroutineAutoConfiguration.class, GoroutineTomcatAutoConfiguration.class,
			TomcatServletWebServerAutoConfiguration.class);

	private final WebApplicationContextRunner embedded = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AUTO_CONFIGURATIONS)
		.withPropertyValues("server.port=0");

	@Test
	void isOffByDefault() {
		this.embedded.run((context) -> {
			assertThat(context).doesNotHaveBean(GoroutineTomcatCustomizer.class);
			assertThat(executor(context)).isInstanceOf(ThreadPoolExecutor.class);
		});
	}

	@Test
	void handsRequestsToGoroutines(CapturedOutput output) {
		this.embedded.withPropertyValues("goroutine.web.enabled=true").run((context) -> {
			assertThat(executor(context)).isInstanceOf(RequestExecutor.class)
				.hasToString("goroutines of the runtime 'default'");
			assertThat(output).doesNotContain("spring.threads.virtual.enabled");
		});
	}

	@Test
	void hasPrecedenceOverVirtualThreadsAndSaysSoOnce(CapturedOutput output) {
		this.embedded.withPropertyValues("goroutine.web.enabled=true", "spring.threads.virtual.enabled=true")
			.run((context) -> {
				assertThat(executor(context)).isInstanceOf(RequestExecutor.class);
				assertThat(output).containsOnlyOnce("Tomcat handles requests on goroutines: goroutine.web.enabled has "
						+ "precedence over spring.threads.virtual.enabled");
			});
	}

	@Test
	void leavesVirtualThreadsAloneWhenOff() {
		this.embedded.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(executor(context)).isInstanceOf(VirtualThreadExecutor.class));
	}

	@Test
	void applicationsOwnCustomizerHasTheLastWord() {
		this.embedded.withPropertyValues("goroutine.web.enabled=true")
			.withUserConfiguration(OwnExecutorConfiguration.class)
			.run((context) -> assertThat(executor(context)).isSameAs(ForkJoinPool.commonPool()));
	}

	@Test
	void additionalConnectorsHandRequestsToGoroutinesToo() {
		Connector plain = additionalConnector();
		Connector own = additionalConnector();
		own.getProtocolHandler().setExecutor(ForkJoinPool.commonPool());
		this.embedded.withPropertyValues("goroutine.web.enabled=true")
			.withBean("additional", WebServerFactoryCustomizer.class,
					() -> (WebServerFactoryCustomizer<TomcatServletWebServerFactory>) (factory) -> factory
						.addAdditionalConnectors(plain, own))
			.run((context) -> {
				assertThat(executor(context)).isInstanceOf(RequestExecutor.class);
				assertThat(plain.getProtocolHandler().getExecutor()).isSameAs(executor(context));
				assertThat(own.getProtocolHandler().getExecutor()).isSameAs(ForkJoinPool.commonPool());
			});
	}

	private static Connector additionalConnector() {
		Connector connector = new Connector();
		connector.setPort(0);
		return connector;
	}

	@Test
	void backsOffWithoutRuntime() {
		this.embedded.withPropertyValues("goroutine.web.enabled=true", "goroutine.enabled=false").run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(GoroutineTomcatCustomizer.class);
			assertThat(executor(context)).isInstanceOf(ThreadPoolExecutor.class);
		});
	}

	@Test
	void backsOffWithoutTomcat() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withClassLoader(new FilteredClassLoader(Tomcat.class))
			.withPropertyValues("goroutine.web.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("goroutineTomcatCustomizer"));
	}

	@Test
	void backsOffInAServerThatIsNotEmbedded() {
		new WebApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("goroutine.web.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GoroutineTomcatCustomizer.class));
	}

	@Test
	void backsOffWithoutWebApplication() {
		new ApplicationContextRunner().withConfiguration(AUTO_CONFIGURATIONS)
			.withPropertyValues("goroutine.web.enabled=true")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GoroutineTomcatCustomizer.class));
	}

	private static Executor executor(AssertableWebApplicationContext context) {
		TomcatWebServer server = (TomcatWebServer) context
			.getSourceApplicationContext(AnnotationConfigServletWebServerApplicationContext.class)
			.getWebServer();
		assertThat(server).isNotNull();
		return server.getTomcat().getConnector().getProtocolHandler().getExecutor();
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnExecutorConfiguration {

		@Bean
		WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> ownExecutor() {
			return (factory) -> factory
				.addProtocolHandlerCustomizers((handler) -> handler.setExecutor(ForkJoinPool.commonPool()));
		}

	}

}
