package dev.goroutine.spring.boot.autoconfigure.web;

import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.eclipse.jetty.server.Server;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWarDeployment;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for requests of the embedded Jetty
 * on goroutines. Only the server of the application itself: a management server on a port
 * of its own keeps its threads, and answers whatever the goroutines do.
 */
@AutoConfiguration(after = { GoroutineAutoConfiguration.class, JettyServletWebServerAutoConfiguration.class,
		JettyReactiveWebServerAutoConfiguration.class })
@ConditionalOnClass({ Server.class, ConfigurableJettyWebServerFactory.class })
@ConditionalOnWebApplication
@ConditionalOnNotWarDeployment
@ConditionalOnBooleanProperty("goroutine.web.enabled")
@ConditionalOnBean(GoRuntimes.class)
@EnableConfigurationProperties(JettyServerProperties.class)
public final class GoroutineJettyAutoConfiguration {

	@Bean
	GoroutineJettyCustomizer goroutineJettyCustomizer(GoRuntimes runtimes, Environment environment,
			JettyServerProperties properties) {
		return new GoroutineJettyCustomizer(new RequestExecutor(runtimes.getDefault(), "jetty-"), environment,
				properties.getThreads());
	}

}
