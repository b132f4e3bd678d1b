package dev.goroutine.spring.boot.autoconfigure.web;

import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * {@link EnableAutoConfiguration Auto-configuration} that says at start where
 * {@code goroutine.web.enabled} does nothing.
 */
@AutoConfiguration(after = GoroutineAutoConfiguration.class)
@ConditionalOnBooleanProperty("goroutine.web.enabled")
@ConditionalOnBean(GoRuntimes.class)
public final class GoroutineWebCheckAutoConfiguration {

	private static final Log logger = LogFactory.getLog(GoroutineWebCheckAutoConfiguration.class);

	@Bean
	@Lazy(false)
	SmartInitializingSingleton goroutineWebCheck(ObjectProvider<RequestsOnGoroutines> servers) {
		return () -> {
			if (servers.stream().noneMatch(RequestsOnGoroutines::isInUse)) {
				logger.warn("goroutine.web.enabled has no effect: no embedded Tomcat or Jetty handles requests here, "
						+ "as the application runs on Netty, as a WAR in another server, or without one. "
						+ "Use goroutine.executor.mode=application for what controllers run asynchronously, and for "
						+ "blocking controllers of WebFlux.");
			}
		};
	}

}
