package dev.goroutine.spring.scheduling;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.task.TaskDecorators;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.task.TaskDecorator;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.concurrent.ExecutorConfigurationSupport;
import org.springframework.scheduling.support.TaskUtils;
import org.springframework.util.Assert;

/**
 * Runs each scheduled task on a goroutine of its own, which sleeps until the task is due,
 * runs it, and sleeps again. There is no pool that could be too small, and no scheduler
 * thread that a task could hold: a task waits for nothing but its own previous run.
 * <p>
 * The meaning of fixed rate, fixed delay and triggers is that of Spring's
 * {@code ThreadPoolTaskScheduler} with enough threads: no task ever overlaps itself, a
 * rate that was missed is made up for, a trigger is asked for the next time after each
 * run. What repeating tasks throw is logged, and they go on. Time is kept to a
 * millisecond.
 * <p>
 * When its context closes nothing is started any more; runs under way may end before the
 * runtime is shut down, within the time that the context has for a shutdown phase. A run
 * that closes the context itself, or calls {@code System.exit}, is neither waited for nor
 * interrupted. A context that is stopped or paused holds its tasks back until it is
 * started again. Safe for use by several threads.
 */
public class GoroutineTaskScheduler implements TaskScheduler, SmartLifecycle, ApplicationContextAware,
		ApplicationListener<ContextClosedEvent>, DisposableBean {

	/**
	 * The phase, one above that of the runtimes and of Spring's executors. The scheduler
	 * is stopped just before them, so that a run under way can still use them.
	 */
	public static final int PHASE = ExecutorConfigurationSupport.DEFAULT_PHASE + 1;

	private static final Log logger = LogFactory.getLog(GoroutineTaskScheduler.class);

	private final GoRuntime runtime;

	private final RunGate gate = new RunGate();

	private final Set<ScheduledGoroutine> scheduled = ConcurrentHashMap.newKeySet();

	private final AtomicLong count = new AtomicLong();

	private String threadNamePrefix = "scheduling-";

	private Clock clock = Clock.system(ZoneId.systemDefault());

	private Duration awaitTermination = Duration.ZERO;

	private @Nullable TaskDecorator taskDecorator;

	private @Nullable ApplicationContext applicationContext;

	/**
	 * Creates the scheduler.
	 * @param runtime the runtime to run tasks on
	 */
	public GoroutineTaskScheduler(GoRuntime runtime) {
		Assert.notNull(runtime, "runtime must not be null");
		this.runtime = runtime;
	}

	/**
	 * Sets what the names of the goroutines begin with, before a number.
	 * @param threadNamePrefix the prefix, by default {@code scheduling-}
	 */
	public void setThreadNamePrefix(String threadNamePrefix) {
		this.threadNamePrefix = threadNamePrefix;
	}

	/**
	 * Sets what wraps every task, on the thread that schedules it.
	 * @param taskDecorators the decorators, applied one after the other, so that the last
	 * one is outermost
	 */
	public void setTaskDecorators(List<TaskDecorator> taskDecorators) {
		this.taskDecorator = TaskDecorators.compose(taskDecorators);
	}

	/**
	 * Sets what triggers take for the time.
	 * @param clock the clock, by default the system's in its time zone
	 */
	public void setClock(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Sets how long the closing of the context waits for runs under way, whatever time a
	 * shutdown phase has, before the shutdown of the runtime begins. The runtime gives
	 * them a grace of its own, and interrupts them after it.
	 * @param awaitTermination how long, by default zero
	 */
	public void setAwaitTermination(Duration awaitTermination) {
		Assert.notNull(awaitTermination, "awaitTermination must not be null");
		this.awaitTermination = awaitTermination;
	}

	@Override
	public void setApplicationContext(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	@Override
	public Clock getClock() {
		return this.clock;
	}

	/**
	 * Schedules by a trigger.
	 * @param task what to run
	 * @param trigger asked now, and after each run
	 * @return the future, done once the trigger knows no next time; {@code null} if it
	 * does not even know a first
	 * @throws TaskRejectedException after the context has been closed
	 */
	@Override
	public @Nullable ScheduledFuture<?> schedule(Runnable task, Trigger trigger) {
		return start(task, Schedule.by(trigger, this.clock), true);
	}

	/**
	 * Schedules a single run.
	 * @param task what to run
	 * @param startTime when; at once if that has passed
	 * @return the future, which fails with what the task throws
	 * @throws TaskRejectedException after the context has been closed
	 */
	@Override
	public ScheduledFuture<?> schedule(Runnable task, Instant startTime) {
		return begin(task, Schedule.once(until(startTime)), false);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Instant startTime, Duration period) {
		return begin(task, Schedule.atFixedRate(until(startTime), period), true);
	}

	@Override
	public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, Duration period) {
		return begin(task, Schedule.atFixedRate(Duration.ZERO, period), true);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Instant startTime, Duration delay) {
		return begin(task, Schedule.withFixedDelay(until(startTime), delay), true);
	}

	@Override
	public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, Duration delay) {
		return begin(task, Schedule.withFixedDelay(Duration.ZERO, delay), true);
	}

	private Duration until(Instant time) {
		return Duration.between(this.clock.instant(), time);
	}

	/** Starts a task whose schedule has a first time. */
	private ScheduledFuture<?> begin(Runnable task, Schedule schedule, boolean repeating) {
		ScheduledFuture<?> future = start(task, schedule, repeating);
		Assert.state(future != null, "No first time");
		return future;
	}

	private @Nullable ScheduledFuture<?> start(Runnable task, Schedule schedule, boolean repeating) {
		Assert.notNull(task, "task must not be null");
		if (!schedule.advance()) {
			return null;
		}
		Runnable handled = TaskUtils.decorateTaskWithErrorHandler(task, null, repeating);
		TaskDecorator decorator = this.taskDecorator;
		ScheduledGoroutine goroutine = new ScheduledGoroutine(
				(decorator != null) ? decorator.decorate(handled) : handled, schedule, repeating, this.gate,
				this.scheduled::remove);
		this.scheduled.add(goroutine);
		try {
			goroutine.start(this.runtime, this.threadNamePrefix + this.count.incrementAndGet());
		}
		catch (RejectedExecutionException ex) {
			this.scheduled.remove(goroutine);
			throw new TaskRejectedException(
					"The runtime '" + this.runtime.name() + "' did not accept the scheduled task " + task, ex);
		}
		// The gate is read after the task was added: either it is seen closed here,
		// or the thread that closes it sees the task.
		if (this.gate.isClosed()) {
			goroutine.cancel(false);
			throw new TaskRejectedException("The application context was closed before " + task + " was scheduled");
		}
		return goroutine;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		// A child context tells its parents too.
		if (event.getApplicationContext() == this.applicationContext) {
			close();
		}
	}

	/** Lets no run begin any more; runs under way may end. */
	private void close() {
		this.gate.close();
		this.scheduled.forEach(ScheduledGoroutine::cancelIfAsleep);
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	@Override
	public void start() {
		this.gate.hold(false);
	}

	@Override
	public void stop() {
		this.gate.hold(true);
	}

	@Override
	public void stop(Runnable callback) {
		this.gate.hold(true);
		this.gate.leaveOutThoseThatWait();
		if (this.gate.isClosed() && this.awaitTermination.isPositive()) {
			if (!this.gate.awaitEmpty(this.awaitTermination)) {
				logger
					.warn("Scheduled tasks still run " + this.awaitTermination + " after their scheduler was stopped");
			}
			callback.run();
		}
		else {
			this.gate.whenEmpty(callback);
		}
	}

	@Override
	public boolean isRunning() {
		return !this.gate.isHeld();
	}

	/**
	 * Ends all that is still there and interrupts what runs, the caller excepted.
	 */
	@Override
	public void destroy() {
		this.gate.close();
		this.scheduled.stream()
			.filter((goroutine) -> !goroutine.isCaller())
			.forEach((goroutine) -> goroutine.cancel(true));
	}

}
