package dev.goroutine.spring.runtime;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
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
 * end, and may start others as long as it lasts. Then they are interrupted, and
 * goroutines that go on all the same are logged. A goroutine that closes the context
 * itself is neither waited for nor interrupted, nor is a goroutine that calls
 * {@code System.exit}.
 * <p>
 * Only the closing of the context shuts down. A context that is merely stopped, or paused
 * by the test framework, keeps its goroutines and can be started again. Runtimes of a
 * context that failed to start are shut down when they are destroyed.
 */
public class GoRuntimeLifecycle implements SmartLifecycle, DestructionAwareBeanPostProcessor, ApplicationContextAware,
		ApplicationListener<ContextClosedEvent>, DisposableBean {

	private final Function<GoRuntime, Duration> grace;

	/** The runtimes whose shutdown has begun. */
	private final Set<GoRuntime> ending = ConcurrentHashMap.newKeySet();

	private volatile CompletableFuture<Void> shutdown = CompletableFuture.completedFuture(null);

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
	 * Shuts down a runtime whose context failed to start; otherwise waits for the
	 * shutdown, whose phase may have ended before the grace. The close method of the bean
	 * comes next and has nothing left to wait for.
	 */
	@Override
	public void postProcessBeforeDestruction(Object bean, String beanName) {
		if (bean instanceof GoRuntime runtime) {
			if (this.ending.add(runtime)) {
				new RuntimesShutdown(Map.of(runtime, this.grace.apply(runtime))).run();
			}
			else {
				this.shutdown.join();
			}
		}
	}

	/**
	 * Waits for the shutdown and for the end of its callback. Spring logs in that
	 * callback when it has gone on already, and the end of logging comes next.
	 */
	@Override
	public void destroy() {
		this.shutdown.join();
		this.told.join();
	}

	/** Shuts down the runtimes that exist: nothing is created at the end. */
	private CompletableFuture<Void> shutDownAll() {
		ConfigurableApplicationContext applicationContext = this.applicationContext;
		Assert.state(applicationContext != null, "No application context");
		ConfigurableListableBeanFactory beanFactory = applicationContext.getBeanFactory();
		Map<GoRuntime, Duration> graces = new HashMap<>();
		for (String beanName : beanFactory.getBeanNamesForType(GoRuntime.class, false, false)) {
			if (beanFactory.containsSingleton(beanName)) {
				GoRuntime runtime = beanFactory.getBean(beanName, GoRuntime.class);
				if (this.ending.add(runtime)) {
					graces.put(runtime, this.grace.apply(runtime));
				}
			}
		}
		this.shutdown = CompletableFuture.allOf(this.shutdown, new RuntimesShutdown(graces).begin());
		return this.shutdown;
	}

}
