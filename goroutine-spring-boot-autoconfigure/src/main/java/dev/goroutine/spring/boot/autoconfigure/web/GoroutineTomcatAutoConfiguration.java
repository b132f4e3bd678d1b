package dev.goroutine.spring.boot.autoconfigure.web;

import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.apache.catalina.startup.Tomcat;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWarDeployment;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.tomcat.autoconfigure.reactive.TomcatReactiveWebServerAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for requests of the embedded Tomcat
 * on goroutines. Only the server of the application itself: a management server on a port
 * of its own keeps its threads, and answers whatever the goroutines do.
 */
@AutoConfiguration(after = { GoroutineAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class,
		TomcatReactiveWebServerAutoConfiguration.class })
@ConditionalOnClass({ Tomcat.class, ConfigurableTomcatWebServerFactory.class })
@ConditionalOnWebApplication
@ConditionalOnNotWarDeployment
@ConditionalOnBooleanProperty("goroutine.web.enabled")
@ConditionalOnBean(GoRuntimes.class)
public final class GoroutineTomcatAutoConfiguration {

	@Bean
	GoroutineTomcatCustomizer goroutineTomcatCustomizer(GoRuntimes runtimes, Environment environment) {
		return new GoroutineTomcatCustomizer(new RequestExecutor(runtimes.getDefault(), "tomcat-handler-"),
				environment);
	}

}
