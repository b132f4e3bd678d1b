package dev.goroutine.spring;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.goroutine.GoRuntime;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DestructionAwareBeanPostProcessor;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;
import org.springframework.util.Assert;

/**
 * Shuts the runtimes of a context down with it, whoever has defined them: after the web
 * server has drained, together with Spring's own executors. Goroutines get the grace to
 * end, then they are interrupted, and those that go on all the same are logged.
 * <p>
 * Only the closing of the context shuts down. A context that is merely stopped, or paused
 * by the test framework, keeps its goroutines and can be started again. Runtimes of a
 * context that failed to start are shut down when they are destroyed.
 */
public class GoRuntimeLifecycle implements SmartLifecycle, DestructionAwareBeanPostProcessor, ApplicationContextAware,
		ApplicationListener<ContextClosedEvent>, DisposableBean {

	private final Function<GoRuntime, Duration> grace;

	private final Map<GoRuntime, RuntimeShutdown> shutdowns = new ConcurrentHashMap<>();

	private @Nullable ConfigurableApplicationContext applicationContext;

	private volatile boolean closing;

	private volatile boolean running;

	/** Done when the context has been told of the shutdown. */
	private volatile CompletableFuture<Void> told = CompletableFuture.completedFuture(null);

	/**
	 * Creates the lifecycle.
	 * @param grace how long the goroutines of a runtime may go on before they are
	 * interrupted
	 */
	public GoRuntimeLifecycle(Function<GoRuntime, Duration> grace) {
		Assert.notNull(grace, "grace must not be null");
		this.grace = grace;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		Assert.isInstanceOf(ConfigurableApplicationContext.class, applicationContext);
		this.applicationContext = (ConfigurableApplicationContext) applicationContext;
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
			shutDownAll().join();
		}
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		if (this.closing) {
			this.told = shutDownAll().thenRun(callback);
		}
		else {
			callback.run();
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean requiresDestruction(Object bean) {
		return bean instanceof GoRuntime;
	}

	/**
	 * Shuts down a runtime that the context could not, because it failed to start, and
	 * waits for the shutdown if the time of its phase ended before the grace. The close
	 * method of the bean comes after that, and has nothing left to wait for.
	 */
	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		if (bean instanceof GoRuntime runtime) {
			shutDown(runtime).join();
		}
	}

	/**
	 * Waits for all shutdowns, and for the end of the callback, in which Spring logs
	 * after it has gone on: logging ends next.
	 */
	@Override
	public void destroy() {
		this.shutdowns.keySet().forEach((runtime) -> shutDown(runtime).join());
		this.told.join();
	}

	private CompletableFuture<Void> shutDown(GoRuntime runtime) {
		return this.shutdowns.computeIfAbsent(runtime, (key) -> new RuntimeShutdown(runtime, this.grace.apply(runtime)))
			.begin();
	}

	/** Of those that there are: nothing is created at the end. */
	private CompletableFuture<Void> shutDownAll() {
		ConfigurableApplicationContext applicationContext = this.applicationContext;
		Assert.state(applicationContext != null, "No application context");
		ConfigurableListableBeanFactory beanFactory = applicationContext.getBeanFactory();
		for (String beanName : beanFactory.getBeanNamesForType(GoRuntime.class, false, false)) {
			if (beanFactory.containsSingleton(beanName)) {
				shutDown(beanFactory.getBean(beanName, GoRuntime.class));
			}
		}
		return CompletableFuture
			.allOf(this.shutdowns.values().stream().map(RuntimeShutdown::begin).toArray(CompletableFuture[]::new));
	}

}
