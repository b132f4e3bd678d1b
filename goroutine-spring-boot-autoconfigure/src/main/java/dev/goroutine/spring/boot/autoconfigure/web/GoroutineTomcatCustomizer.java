package dev.goroutine.spring.boot.autoconfigure.web;

import java.util.concurrent.Executor;

import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Has Tomcat's protocol handler give what it has read to goroutines. Its acceptor and its
 * poller stay threads. Tomcat stops only executors that it has made itself, so the
 * runtime outlives it.
 */
final class GoroutineTomcatCustomizer
		implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered {

	/**
	 * After Boot's customizers, of which the last one, for virtual threads, has 1; before
	 * an application's own, which has the last word.
	 */
	static final int ORDER = 2;

	private final Executor executor;

	private final Environment environment;

	GoroutineTomcatCustomizer(Executor executor, Environment environment) {
		this.executor = executor;
		this.environment = environment;
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		VirtualThreadsNotice.logIfNeeded(this.environment, "Tomcat");
		factory.addProtocolHandlerCustomizers((handler) -> handler.setExecutor(this.executor));
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
