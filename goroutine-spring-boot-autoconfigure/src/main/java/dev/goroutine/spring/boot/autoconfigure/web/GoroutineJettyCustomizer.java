package dev.goroutine.spring.boot.autoconfigure.web;

import java.time.Duration;
import java.util.concurrent.Executor;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.jetty.ConfigurableJettyWebServerFactory;
import org.springframework.boot.jetty.autoconfigure.JettyServerProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/**
 * Has Jetty's thread pool give whatever may block to goroutines. Its pools have an
 * executor of virtual threads for that, and {@link GoroutineHandler} does the rest:
 * acceptors and selectors stay on the pool's threads, and {@code server.jetty.threads}
 * keeps its meaning for them.
 */
final class GoroutineJettyCustomizer
		implements WebServerFactoryCustomizer<ConfigurableJettyWebServerFactory>, Ordered, RequestsOnGoroutines {

	private static final Log logger = LogFactory.getLog(GoroutineJettyCustomizer.class);

	/**
	 * After Boot's customizers, of which the last one, for virtual threads, has 1; before
	 * an application's own, which has the last word.
	 */
	static final int ORDER = 2;

	private final Executor executor;

	private final Environment environment;

	private final JettyServerProperties.Threads threads;

	private volatile boolean inUse;

	GoroutineJettyCustomizer(Executor executor, Environment environment, JettyServerProperties.Threads threads) {
		this.executor = executor;
		this.environment = environment;
		this.threads = threads;
	}

	@Override
	public void customize(ConfigurableJettyWebServerFactory factory) {
		VirtualThreadsNotice.logIfNeeded(this.environment, "Jetty");
		if (Threading.VIRTUAL.isActive(this.environment)) {
			factory.setThreadPool(threadPool());
		}
		factory.addServerCustomizers(this::customize);
		this.inUse = true;
	}

	/**
	 * Makes the pool that Boot makes without virtual threads. Boot's pool of virtual
	 * threads would run acceptors and selectors on goroutines, and no more requests at a
	 * time than its limit.
	 */
	private QueuedThreadPool threadPool() {
		PropertyMapper map = PropertyMapper.get();
		QueuedThreadPool pool = new QueuedThreadPool();
		map.from(this.threads::getMax).to(pool::setMaxThreads);
		map.from(this.threads::getMin).to(pool::setMinThreads);
		map.from(this.threads::getIdleTimeout).asInt(Duration::toMillis).to(pool::setIdleTimeout);
		return pool;
	}

	@Override
	public boolean isInUse() {
		return this.inUse;
	}

	/**
	 * Customizes the pool, which is known only now: any customizer may have set another.
	 */
	private void customize(Server server) {
		if (server.getThreadPool() instanceof VirtualThreads.Configurable pool) {
			pool.setVirtualThreadsExecutor(this.executor);
			server.insertHandler(new GoroutineHandler(this.executor));
		}
		else {
			logger.warn("Requests do not run on goroutines: Jetty's thread pool is a "
					+ server.getThreadPool().getClass().getName() + ", which takes no executor of virtual threads. "
					+ "Use a QueuedThreadPool or none, or set goroutine.web.enabled to false");
		}
	}

	@Override
	public int getOrder() {
		return ORDER;
	}

}
