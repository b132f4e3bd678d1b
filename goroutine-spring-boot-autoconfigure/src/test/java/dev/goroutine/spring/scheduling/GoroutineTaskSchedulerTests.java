package dev.goroutine.spring.scheduling;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.GoroutineSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.scheduling.Trigger;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.support.CronTrigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link GoroutineTaskScheduler}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GoroutineTaskSchedulerTests {

	private static final Duration TICK = Duration.ofMillis(2);

	private static final Duration LONG = Duration.ofDays(100);

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build();

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final GoroutineTaskScheduler scheduler = new GoroutineTaskScheduler(this.runtime);

	/** What tasks wait for, until the test ends at the latest. */
	private final CountDownLatch release = new CountDownLatch(1);

	GoroutineTaskSchedulerTests() {
		this.context.registerBean(GoroutineTaskScheduler.class, () -> this.scheduler);
		this.context.refresh();
	}

	@AfterEach
	void close() {
		this.release.countDown();
		this.context.close();
		assertThat(this.runtime.shutdown(Duration.ofSeconds(30))).isTrue();
	}

	@Test
	void runsOnceOnAGoroutineWhenDue() throws Exception {
		LinkedBlockingQueue<String> ran = new LinkedBlockingQueue<>();
		long start = System.nanoTime();
		ScheduledFuture<?> future = this.scheduler.schedule(() -> ran.add(goroutineName()),
				Instant.now().plusMillis(50));
		assertThat(future.get(60, TimeUnit.SECONDS)).isNull();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(49));
		assertThat(ran).containsExactly("scheduling-1");
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(60))).as("the goroutine has ended").isTrue();
	}

	@Test
	void futureThatIsDoneFreesTheTask() throws Exception {
		List<WeakReference<Object>> captured = new ArrayList<>();
		ScheduledFuture<?> ran = this.scheduler.schedule(taskWith(captured), Instant.now());
		ran.get(60, TimeUnit.SECONDS);
		ScheduledFuture<?> cancelled = this.scheduler.scheduleWithFixedDelay(taskWith(captured),
				Instant.now().plus(LONG), LONG);
		assertThat(cancelled.cancel(false)).isTrue();
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
		Awaitility.await().until(() -> {
			System.gc();
			return captured.stream().allMatch((reference) -> reference.get() == null);
		});
		Reference.reachabilityFence(ran);
		Reference.reachabilityFence(cancelled);
	}

	private static Runnable taskWith(List<WeakReference<Object>> captured) {
		Object object = new Object();
		captured.add(new WeakReference<>(object));
		return () -> Reference.reachabilityFence(object);
	}

	@Test
	void runsAtOnceWhatIsOverdue() throws Exception {
		assertThat(this.scheduler.schedule(() -> {
		}, Instant.EPOCH).get(60, TimeUnit.SECONDS)).isNull();
		assertThat(this.scheduler.schedule(() -> {
		}, Instant.MIN).get(60, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void failureOfASingleRunIsInItsFutureAndInTheLog(CapturedOutput output) {
		IllegalStateException failure = new IllegalStateException("expected");
		ScheduledFuture<?> future = this.scheduler.schedule(() -> {
			throw failure;
		}, Instant.now());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> future.get(60, TimeUnit.SECONDS))
			.withCause(failure);
		assertThat(output).contains("Unexpected error occurred in scheduled task");
	}

	@Test
	void repeatsAtFixedRateAndNeverEarly() throws Exception {
		List<Long> begun = Collections.synchronizedList(new ArrayList<>());
		CountDownLatch runs = new CountDownLatch(5);
		long start = System.nanoTime();
		ScheduledFuture<?> future = this.scheduler.scheduleAtFixedRate(() -> {
			begun.add(System.nanoTime() - start);
			if (begun.size() == 1) {
				sleep(Duration.ofMillis(100));
			}
			runs.countDown();
		}, Duration.ofMillis(20));
		await(runs);
		future.cancel(true);
		for (int i = 0; i < 5; i++) {
			assertThat(begun.get(i)).as("run %d", i).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20 * i - 1));
		}
		assertThat(begun.get(1)).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(99));
	}

	@Test
	void repeatsWithFixedDelayAfterTheEndOfEachRun() throws Exception {
		LinkedBlockingQueue<Long> times = new LinkedBlockingQueue<>();
		ScheduledFuture<?> future = this.scheduler.scheduleWithFixedDelay(() -> {
			times.add(System.nanoTime());
			sleep(Duration.ofMillis(5));
			times.add(System.nanoTime());
		}, Instant.now().plusMillis(1), Duration.ofMillis(20));
		take(times);
		for (int i = 0; i < 3; i++) {
			long end = take(times);
			long begin = take(times);
			assertThat(begin - end).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(20));
		}
		future.cancel(true);
	}

	@Test
	void neverOverlapsItself() throws Exception {
		AtomicInteger inside = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch runs = new CountDownLatch(20);
		this.scheduler.scheduleAtFixedRate(() -> {
			most.accumulateAndGet(inside.incrementAndGet(), Math::max);
			sleep(Duration.ofMillis(3));
			inside.decrementAndGet();
			runs.countDown();
		}, Duration.ofMillis(1));
		await(runs);
		assertThat(most).hasValue(1);
	}

	/**
	 * On the JDK's virtual threads a fixed delay that is busy holds up all others: Spring
	 * runs them on one thread.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aTaskThatDoesNotEndHoldsUpNoOther(boolean burnsCpu) throws Exception {
		CountDownLatch begun = new CountDownLatch(2);
		AtomicBoolean stop = new AtomicBoolean();
		Runnable busy = () -> {
			begun.countDown();
			while (burnsCpu && !stop.get()) {
				Thread.onSpinWait();
			}
			awaitRelease();
		};
		this.scheduler.scheduleWithFixedDelay(busy, TICK);
		this.scheduler.scheduleAtFixedRate(busy, TICK);
		await(begun);
		CountDownLatch others = new CountDownLatch(4);
		this.scheduler.scheduleWithFixedDelay(counting(3, others), TICK);
		this.scheduler.scheduleAtFixedRate(counting(3, others), TICK);
		this.scheduler.schedule(counting(3, others), (Trigger) (context) -> Instant.now().plus(TICK));
		this.scheduler.schedule(counting(1, others), Instant.now().plus(TICK));
		await(others);
		assertThat(this.release.getCount()).isOne();
		stop.set(true);
	}

	@Test
	void followsATriggerThatSeesAllTimesUntilItEnds() throws Exception {
		List<TriggerContext> seen = new ArrayList<>();
		List<Instant> last = new ArrayList<>();
		Instant first = Instant.now();
		Trigger trigger = (context) -> {
			seen.add(context);
			if (context.lastScheduledExecution() != null) {
				last.add(context.lastScheduledExecution());
				assertThat(context.lastCompletion()).isAfterOrEqualTo(context.lastActualExecution());
				assertThat(context.lastActualExecution()).isAfterOrEqualTo(context.lastScheduledExecution());
			}
			return (seen.size() <= 3) ? first.plusMillis(5L * seen.size()) : null;
		};
		AtomicInteger runs = new AtomicInteger();
		Future<?> future = this.scheduler.schedule(() -> {
			runs.incrementAndGet();
			sleep(Duration.ofMillis(1));
		}, trigger);
		assertThat(future).succeedsWithin(Duration.ofSeconds(60));
		assertThat(runs).hasValue(3);
		assertThat(last).containsExactly(first.plusMillis(5), first.plusMillis(10), first.plusMillis(15));
	}

	@Test
	void triggerWithoutAFirstTimeGivesNoFuture() {
		Future<?> future = this.scheduler.schedule(() -> {
		}, (context) -> null);
		assertThat(future).isNull();
		assertThat(this.runtime.snapshot().totals().created()).isZero();
	}

	@Test
	void cronFollowsTheClock() throws Exception {
		// A second before the new year, so that the next run is due in one.
		Clock clock = Clock.offset(Clock.systemUTC(),
				Duration.between(Instant.now(), Instant.parse("2026-12-31T23:59:59Z")));
		this.scheduler.setClock(clock);
		CompletableFuture<Instant> ran = new CompletableFuture<>();
		this.scheduler.schedule(() -> ran.complete(clock.instant()), new CronTrigger("0 0 0 1 1 *", ZoneOffset.UTC));
		assertThat(ran.get(60, TimeUnit.SECONDS)).isBetween(Instant.parse("2026-12-31T23:59:59.990Z"),
				Instant.parse("2027-01-01T00:00:59Z"));
	}

	@Test
	void failingTriggerEndsTheTaskAndIsLogged(CapturedOutput output) {
		AtomicInteger asked = new AtomicInteger();
		Future<?> future = this.scheduler.schedule(() -> {
		}, (context) -> {
			if (asked.incrementAndGet() == 2) {
				throw new IllegalStateException("expected");
			}
			return Instant.now();
		});
		assertThat(future).failsWithin(Duration.ofSeconds(60))
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(IllegalStateException.class);
		assertThat(output).contains("No next time for the scheduled task");
	}

	@Test
	void aFailingRunIsLoggedAndTheNextOneComes(CapturedOutput output) throws Exception {
		CountDownLatch runs = new CountDownLatch(3);
		this.scheduler.scheduleAtFixedRate(() -> {
			runs.countDown();
			throw new IllegalStateException("expected");
		}, TICK);
		await(runs);
		assertThat(output).contains("Unexpected error occurred in scheduled task");
	}

	@Test
	void anInterruptThatATaskLeavesBehindDoesNotEndIt() throws Exception {
		CountDownLatch runs = new CountDownLatch(3);
		this.scheduler.scheduleWithFixedDelay(() -> {
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			runs.countDown();
			Thread.currentThread().interrupt();
		}, TICK);
		await(runs);
	}

	@Test
	void cancellingASleeperEndsItsGoroutineAtOnce() {
		ScheduledFuture<?> future = this.scheduler.scheduleWithFixedDelay(() -> {
		}, Instant.now().plus(LONG), LONG);
		assertThat(future.getDelay(TimeUnit.DAYS)).isEqualTo(99);
		assertThat(future.cancel(false)).isTrue();
		assertThat(future.isCancelled()).isTrue();
		assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
	}

	@Test
	void tasksAreInTheOrderOfTheirTimes() {
		ScheduledFuture<?> later = this.scheduler.schedule(() -> {
		}, Instant.now().plus(LONG.multipliedBy(2)));
		ScheduledFuture<?> sooner = this.scheduler.schedule(() -> {
		}, Instant.now().plus(LONG));
		assertThat(Stream.<Delayed>of(later, sooner).sorted()).containsExactly(sooner, later);
		Delayed itself = later;
		assertThat(later.compareTo(itself)).isZero();
		later.cancel(false);
		sooner.cancel(false);
	}

	@Test
	void cancellingARunDoesNotInterruptItUnlessAsked() throws Exception {
		for (boolean interrupt : new boolean[] { false, true }) {
			CountDownLatch begun = new CountDownLatch(1);
			CountDownLatch go = new CountDownLatch(1);
			CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
			AtomicInteger runs = new AtomicInteger();
			ScheduledFuture<?> future = this.scheduler.scheduleWithFixedDelay(() -> {
				runs.incrementAndGet();
				begun.countDown();
				try {
					go.await();
					interrupted.complete(false);
				}
				catch (InterruptedException ex) {
					interrupted.complete(true);
				}
			}, TICK);
			await(begun);
			assertThat(future.cancel(interrupt)).isTrue();
			if (!interrupt) {
				go.countDown();
			}
			assertThat(interrupted.get(60, TimeUnit.SECONDS)).isEqualTo(interrupt);
			assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
			assertThat(runs).hasValue(1);
		}
	}

	/** A cancel that meets the beginning of a run: a stray interrupt would be seen. */
	@Test
	void cancelWithoutInterruptNeverInterruptsARun() throws Exception {
		AtomicInteger strays = new AtomicInteger();
		for (int i = 0; i < 2000; i++) {
			ScheduledFuture<?> future = this.scheduler.schedule(() -> {
				for (int spin = 0; spin < 2000; spin++) {
					if (Thread.currentThread().isInterrupted()) {
						strays.incrementAndGet();
						return;
					}
				}
			}, Instant.now());
			for (int spin = i % 200 * 20; spin > 0; spin--) {
				Thread.onSpinWait();
			}
			future.cancel(false);
		}
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
		assertThat(strays).hasValue(0);
	}

	@Test
	void decoratesOnTheThreadThatSchedules() throws Exception {
		AtomicReference<Thread> decorated = new AtomicReference<>();
		AtomicInteger runs = new AtomicInteger();
		this.scheduler.setTaskDecorators(List.of((task) -> {
			decorated.set(Thread.currentThread());
			return () -> {
				runs.incrementAndGet();
				task.run();
			};
		}));
		CountDownLatch ran = new CountDownLatch(2);
		this.scheduler.scheduleAtFixedRate(ran::countDown, TICK);
		await(ran);
		assertThat(decorated).hasValue(Thread.currentThread());
		assertThat(runs).hasValueGreaterThanOrEqualTo(2);
	}

	@Test
	void goroutinesAreNamedAndSeenToSleep() {
		this.scheduler.setThreadNamePrefix("nightly-");
		this.scheduler.schedule(() -> {
		}, Instant.now().plus(LONG));
		await(() -> this.runtime.goroutines().stream().anyMatch((g) -> "sleep".equals(g.waitReason())));
		assertThat(this.runtime.goroutines()).extracting(GoroutineSnapshot::name).containsExactly("nightly-1");
	}

	@Test
	void badPeriodsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.scheduler.scheduleAtFixedRate(() -> {
		}, Duration.ZERO)).withMessage("The period must be positive, but is PT0S");
		assertThatIllegalArgumentException().isThrownBy(() -> this.scheduler.scheduleWithFixedDelay(() -> {
		}, Duration.ofSeconds(-1))).withMessage("The delay must be positive, but is PT-1S");
		assertThat(this.runtime.snapshot().totals().created()).isZero();
	}

	@Test
	void closeStopsAllAndWaitsForARunUnderWay() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<String> end = new CompletableFuture<>();
		ScheduledFuture<?> running = this.scheduler.scheduleWithFixedDelay(() -> {
			begun.countDown();
			end.complete(awaitRelease() ? "interrupted" : "ended");
		}, TICK);
		ScheduledFuture<?> sleeping = this.scheduler.scheduleAtFixedRate(() -> {
		}, Instant.now().plus(LONG), LONG);
		await(begun);
		Thread closer = Thread.ofPlatform().start(this.context::close);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> sleeping.get(60, TimeUnit.SECONDS));
		await(() -> isAt(closer.getStackTrace(), "CountDownLatch", "await"));
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> this.scheduler.schedule(() -> {
		}, Instant.now())).withMessageContaining("closed");
		this.release.countDown();
		assertThat(closer.join(Duration.ofSeconds(60))).isTrue();
		assertThat(end).isCompletedWithValue("ended");
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
		assertThat(running.isCancelled()).isTrue();
	}

	@Test
	void closeInterruptsARunThatTakesTooLong(CapturedOutput output) throws Exception {
		this.scheduler.setAwaitTermination(Duration.ofMillis(50));
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<String> end = new CompletableFuture<>();
		this.scheduler.schedule(() -> {
			begun.countDown();
			end.complete(awaitRelease() ? "interrupted" : "ended");
		}, Instant.now());
		await(begun);
		this.context.close();
		assertThat(end.get(60, TimeUnit.SECONDS)).isEqualTo("interrupted");
		assertThat(output).contains("Scheduled tasks still run PT0.05S after their scheduler was stopped");
	}

	@Test
	void stoppedContextHoldsTasksBackUntilItIsStarted() throws Exception {
		Semaphore runs = new Semaphore(0);
		this.scheduler.scheduleWithFixedDelay(runs::release, TICK);
		assertThat(runs.tryAcquire(3, 60, TimeUnit.SECONDS)).isTrue();
		this.context.stop();
		assertThat(this.scheduler.isRunning()).isFalse();
		awaitHeldBack();
		runs.drainPermits();
		this.context.start();
		assertThat(runs.tryAcquire(3, 60, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void stoppedByItselfItHoldsTasksBackUntilItIsStarted() throws Exception {
		this.scheduler.stop();
		assertThat(this.scheduler.isRunning()).isFalse();
		ScheduledFuture<?> future = this.scheduler.schedule(() -> {
		}, Instant.now());
		awaitHeldBack();
		assertThat(future.isDone()).isFalse();
		this.scheduler.start();
		assertThat(future.get(60, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void heldBackTasksDoNotOutliveTheContext() {
		this.scheduler.scheduleWithFixedDelay(() -> {
		}, TICK);
		this.context.stop();
		this.context.close();
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
	}

	@Test
	void closedChildContextStopsNothing() throws Exception {
		CountDownLatch runs = new CountDownLatch(3);
		GenericApplicationContext child = new GenericApplicationContext(this.context);
		child.refresh();
		child.close();
		this.scheduler.scheduleWithFixedDelay(runs::countDown, TICK);
		await(runs);
	}

	@Test
	void refusesTasksOfARuntimeThatWasShutDown() {
		this.runtime.shutdown(Duration.ZERO);
		assertThatExceptionOfType(TaskRejectedException.class).isThrownBy(() -> this.scheduler.schedule(() -> {
		}, Instant.now())).withMessageContaining("The runtime 'default' did not accept");
	}

	@Test
	void shutdownOfTheRuntimeEndsSleepers() {
		ScheduledFuture<?> future = this.scheduler.scheduleWithFixedDelay(() -> {
		}, Instant.now().plus(LONG), LONG);
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
		assertThat(future.isCancelled()).isTrue();
	}

	private static String goroutineName() {
		Goroutine<?> current = Goroutine.current();
		return (current != null) ? current.name() : "no goroutine";
	}

	private static Runnable counting(int runs, CountDownLatch latch) {
		AtomicInteger left = new AtomicInteger(runs);
		return () -> {
			if (left.decrementAndGet() == 0) {
				latch.countDown();
			}
		};
	}

	private boolean awaitRelease() {
		try {
			this.release.await();
			return false;
		}
		catch (InterruptedException ex) {
			return true;
		}
	}

	private void awaitHeldBack() {
		await(() -> this.runtime.goroutines()
			.stream()
			.anyMatch((goroutine) -> isAt(goroutine.stack().toArray(StackTraceElement[]::new), "RunGate", "enter")));
	}

	private static boolean isAt(StackTraceElement[] stack, String simpleName, String method) {
		return Arrays.stream(stack)
			.anyMatch(
					(frame) -> frame.getClassName().endsWith("." + simpleName) && frame.getMethodName().equals(method));
	}

	private static void sleep(Duration duration) {
		try {
			Goroutine.sleep(duration);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void await(CountDownLatch latch) throws InterruptedException {
		assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
	}

	private static void await(BooleanSupplier condition) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (!condition.getAsBoolean()) {
			assertThat(System.nanoTime() - deadline).isNegative();
			Thread.onSpinWait();
		}
	}

	private static <T> T take(LinkedBlockingQueue<T> queue) throws InterruptedException {
		T element = queue.poll(60, TimeUnit.SECONDS);
		assertThat(element).isNotNull();
		return element;
	}

}
