package dev.goroutine.spring.boot.autoconfigure.web;

import java.util.List;

import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import dev.goroutine.spring.boot.web.GoTimeoutExceptionResolver;
import dev.goroutine.spring.boot.web.GoroutineReturnValueHandler;
import dev.goroutine.spring.runtime.GoRuntimes;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * {@link EnableAutoConfiguration Auto-configuration} for goroutines in controllers of
 * Spring MVC.
 */
@AutoConfiguration(after = GoroutineAutoConfiguration.class)
@ConditionalOnClass(WebMvcConfigurer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(GoRuntimes.class)
public final class GoroutineMvcAutoConfiguration {

	@Bean
	WebMvcConfigurer goroutineMvcConfigurer() {
		return new WebMvcConfigurer() {

			@Override
			public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
				handlers.add(new GoroutineReturnValueHandler());
			}

			@Override
			public void extendHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
				resolvers.add(new GoTimeoutExceptionResolver());
			}

		};
	}

}
