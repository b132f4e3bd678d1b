package dev.goroutine.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.goroutine.GoRuntime;
import dev.goroutine.GoroutineSnapshot;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;

/**
 * Shuts a runtime down with its application: after the web server has drained, together
 * with Spring's own executors. Goroutines get the grace to end, then they are
 * interrupted, and those that go on all the same are logged.
 * <p>
 * Only the closing of the context shuts down. A context that is merely stopped, or paused
 * by the test framework, keeps its goroutines and can be started again.
 */
public class GoRuntimeLifecycle
		implements SmartLifecycle, ApplicationContextAware, ApplicationListener<ContextClosedEvent>, DisposableBean {

	private static final Log logger = LogFactory.getLog(GoRuntimeLifecycle.class);

	private final GoRuntime runtime;

	private final Duration grace;

	private @Nullable ApplicationContext applicationContext;

	private volatile boolean closing;

	private volatile boolean running;

	private @Nullable CompletableFuture<Void> shutdown;

	/** Done when the context has been told of the shutdown. */
	private volatile CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

	/**
	 * Creates the lifecycle.
	 * @param runtime the runtime to shut down
	 * @param grace how long its goroutines may go on before they are interrupted
	 */
	public GoRuntimeLifecycle(GoRuntime runtime, Duration grace) {
		this.runtime = runtime;
		this.grace = grace;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// A child context tells its parents too.
		if (event.getApplicationContext() == this.applicationContext) {
			this.closing = true;
		}
	}

	@Override
	public int getPhase() {
		return ExecutorConfigurationSupport.DEFAULT_PHASE;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		if (this.closing) {
			shutDown().join();
		}
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		if (this.closing) {
			this.told = shutDown().thenRun(callback);
		}
		else {
			callback.run();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Shuts down if the context could not, because it failed to start, and waits for the
	 * shutdown if the time of its phase ended before the grace. Waits for the end of the
	 * callback too, in which Spring logs after it has gone on: logging ends next.
	 */
	@Override
	public void destroy() {
		shutDown().join();
		this.told.join();
	}

	/**
	 * Begins the shutdown on a thread of its own, so that several runtimes drain at once.
	 */
	private synchronized CompletableFuture<Void> shutDown() {
		CompletableFuture<Void> shutdown = this.shutdown;
		if (shutdown == null) {
			shutdown = CompletableFuture.runAsync(this::doShutDown,
					(task) -> Thread.ofPlatform().name("goroutine-shutdown-" + this.runtime.name()).start(task));
			this.shutdown = shutdown;
		}
		return shutdown;
	}

	private void doShutDown() {
		logger.debug("Shutting down the runtime '" + this.runtime.name() + "' within " + this.grace);
		if (!this.runtime.shutdown(this.grace)) {
			List<GoroutineSnapshot> unfinished = this.runtime.goroutines();
			logger.warn("The runtime '" + this.runtime.name() + "' was shut down, but " + unfinished.size()
					+ " of its goroutines have not ended after " + this.grace + " and an interrupt:"
					+ UnfinishedGoroutines.describe(unfinished));
		}
	}

}
