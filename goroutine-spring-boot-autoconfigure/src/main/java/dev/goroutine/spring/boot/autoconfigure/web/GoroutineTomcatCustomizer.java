package dev.goroutine.spring.boot.autoconfigure.web;

import java.util.concurrent.Executor;

import org.apache.catalina.Context;
import org.apache.catalina.Engine;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ProtocolHandler;

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
		implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory>, Ordered, RequestsOnGoroutines {

	/**
	 * After Boot's customizers, of which the last one, for virtual threads, has 1; before
	 * an application's own, which has the last word.
	 */
	static final int ORDER = 2;

	private final Executor executor;

	private final Environment environment;

	private volatile boolean inUse;

	GoroutineTomcatCustomizer(Executor executor, Environment environment) {
		this.executor = executor;
		this.environment = environment;
	}

	@Override
	public void customize(ConfigurableTomcatWebServerFactory factory) {
		VirtualThreadsNotice.logIfNeeded(this.environment, "Tomcat");
		factory.addProtocolHandlerCustomizers((handler) -> handler.setExecutor(this.executor));
		factory.addContextCustomizers(this::customizeAdditionalConnectors);
		this.inUse = true;
	}

	/**
	 * Gives the executor to additional connectors, for which Boot has no customizers.
	 * They are known only now: any customizer may have added some. A connector with an
	 * executor of its own keeps it.
	 */
	private void customizeAdditionalConnectors(Context context) {
		Engine engine = (Engine) context.getParent().getParent();
		for (Connector connector : engine.getService().findConnectors()) {
			ProtocolHandler handler = connector.getProtocolHandler();
			if (handler.getExecutor() == null) {
				handler.setExecutor(this.executor);
			}
		}
	}

	@Override
	public boolean isInUse() {
		return this.inUse;
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
