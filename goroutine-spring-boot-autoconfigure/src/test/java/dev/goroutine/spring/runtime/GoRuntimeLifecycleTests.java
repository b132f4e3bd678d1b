package dev.goroutine.spring.runtime;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link GoRuntimeLifecycle}.
 */
@ExtendWith(OutputCaptureExtension.class)
class GoRuntimeLifecycleTests {

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build();

	private final CountDownLatch release = new CountDownLatch(1);

	@AfterEach
	void close() {
		this.release.countDown();
		this.runtime.shutdown(Duration.ZERO);
	}

	private GenericApplicationContext start(Duration grace) {
		GenericApplicationContext context = new GenericApplicationContext();
		register(context, grace);
		context.refresh();
		return context;
	}

	private void register(GenericApplicationContext context, Duration grace) {
		context.registerBean(GoRuntimeLifecycle.class, () -> new GoRuntimeLifecycle((runtime) -> grace));
		context.registerBean(GoRuntime.class, () -> this.runtime);
	}

	@Test
	void closeWaitsForGoroutines() throws Exception {
		GenericApplicationContext context = start(Duration.ofSeconds(60));
		Goroutine<String> goroutine = this.runtime.go(() -> {
			this.release.await();
			return "done";
		});
		Thread closer = Thread.ofPlatform().start(context::close);
		Awaitility.await()
			.until(() -> Arrays.stream(closer.getStackTrace())
				.anyMatch((frame) -> frame.getClassName().equals(CountDownLatch.class.getName())));
		assertThat(goroutine.isDone()).isFalse();
		this.release.countDown();
		assertThat(closer.join(Duration.ofSeconds(30))).isTrue();
		assertThat(goroutine.resultNow()).isEqualTo("done");
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.runtime.go(() -> "late"));
	}

	/** Spring logs at its end, by when the closing of the context has gone on. */
	@Test
	void destroyWaitsForTheCallbackOfTheStop() throws Exception {
		GenericApplicationContext context = new GenericApplicationContext();
		register(context, Duration.ofSeconds(60));
		context.refresh();
		GoRuntimeLifecycle lifecycle = new GoRuntimeLifecycle((runtime) -> Duration.ofSeconds(60));
		lifecycle.setApplicationContext(context);
		lifecycle.onApplicationEvent(new ContextClosedEvent(context));
		CountDownLatch stopped = new CountDownLatch(1);
		this.runtime.go(() -> stopped.await());
		CountDownLatch begun = new CountDownLatch(1);
		CompletableFuture<Void> callback = new CompletableFuture<>();
		lifecycle.stop(() -> {
			begun.countDown();
			try {
				this.release.await();
				callback.complete(null);
			}
			catch (InterruptedException ex) {
				callback.completeExceptionally(ex);
			}
		});
		stopped.countDown();
		assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<Boolean> isToldAtTheEnd = new CompletableFuture<>();
		Thread closer = Thread.ofPlatform().start(() -> {
			lifecycle.destroy();
			isToldAtTheEnd.complete(callback.isDone());
		});
		Awaitility.await().until(() -> isToldAtTheEnd.isDone() || closer.getState() == Thread.State.WAITING);
		this.release.countDown();
		assertThat(isToldAtTheEnd.get(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void closeInterruptsAfterGrace() {
		GenericApplicationContext context = start(Duration.ofMillis(50));
		Goroutine<String> goroutine = this.runtime.go(() -> {
			this.release.await();
			return "done";
		});
		context.close();
		assertThat(goroutine.exceptionNow()).isInstanceOf(InterruptedException.class);
	}

	/** The one waits for the interrupt of the other, which has less time. */
	@Test
	void graceOfOneRuntimeDoesNotWaitForTheOthers() {
		GoRuntime hurried = GoRuntime.builder().name("hurried").gomaxprocs(1).build();
		GenericApplicationContext context = new GenericApplicationContext();
		context.registerBean(GoRuntimeLifecycle.class, () -> new GoRuntimeLifecycle(
				(runtime) -> (runtime == hurried) ? Duration.ofMillis(50) : Duration.ofSeconds(60)));
		context.registerBean("patient", GoRuntime.class, () -> this.runtime);
		context.registerBean("hurried", GoRuntime.class, () -> hurried);
		context.refresh();
		CountDownLatch interrupted = new CountDownLatch(1);
		Goroutine<Void> brief = hurried.go(() -> {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		});
		Goroutine<Boolean> patient = this.runtime.go(() -> interrupted.await(20, TimeUnit.SECONDS));
		context.close();
		assertThat(patient.resultNow()).isTrue();
		assertThat(brief.isDone()).isTrue();
	}

	@Test
	void closeLogsGoroutinesThatIgnoreTheInterruptAndWhereTheyAre(CapturedOutput output) throws Exception {
		GenericApplicationContext context = start(Duration.ZERO);
		CountDownLatch started = new CountDownLatch(2);
		Goroutine<Void> hog = this.runtime.go("hog", () -> burn(started));
		Goroutine<Void> sleeper = this.runtime.go("sleeper", () -> parkUninterruptibly(started));
		assertThat(started.await(30, TimeUnit.SECONDS)).isTrue();
		context.close();
		assertThat(output).contains("The runtime 'default' was shut down, but 2 of its goroutines have not ended")
			.contains("goroutine " + hog.id() + " 'hog' [running] at " + getClass().getName() + ".burn("
					+ getClass().getSimpleName() + ".java:")
			.contains("goroutine " + sleeper.id() + " 'sleeper' [")
			.contains("] at " + getClass().getName() + ".parkUninterruptibly(");
	}

	private void burn(CountDownLatch started) {
		started.countDown();
		while (this.release.getCount() > 0) {
			Thread.onSpinWait();
		}
	}

	private void parkUninterruptibly(CountDownLatch started) {
		started.countDown();
		boolean released = false;
		while (!released) {
			try {
				this.release.await();
				released = true;
			}
			catch (InterruptedException ex) {
				// Goes on, which is what this is for.
			}
		}
	}

	@Test
	void webServerDrainsFirstAndSpringsExecutorsStopAtTheSameTime() {
		GoRuntimeLifecycle lifecycle = new GoRuntimeLifecycle((runtime) -> Duration.ZERO);
		assertThat(lifecycle.getPhase()).isEqualTo(new ThreadPoolTaskExecutor().getPhase());
		// The phases of the web server and of its graceful shutdown.
		assertThat(lifecycle.getPhase()).isLessThan(SmartLifecycle.DEFAULT_PHASE - 2048);
	}

	@Test
	void stoppedOrPausedContextKeepsGoroutinesAndCanBeStartedAgain() throws Exception {
		try (GenericApplicationContext context = start(Duration.ZERO)) {
			GoRuntimeLifecycle lifecycle = context.getBean(GoRuntimeLifecycle.class);
			Goroutine<String> goroutine = this.runtime.go(() -> {
				this.release.await();
				return "done";
			});
			context.pause();
			assertThat(lifecycle.isRunning()).isTrue();
			context.stop();
			assertThat(lifecycle.isRunning()).isFalse();
			context.start();
			assertThat(lifecycle.isRunning()).isTrue();
			this.release.countDown();
			assertThat(goroutine.get(30, TimeUnit.SECONDS)).isEqualTo("done");
			assertThat(this.runtime.go(() -> "more").get(30, TimeUnit.SECONDS)).isEqualTo("more");
		}
	}

	@Test
	void closedChildContextDoesNotShutDown() throws Exception {
		try (GenericApplicationContext context = start(Duration.ZERO)) {
			GenericApplicationContext child = new GenericApplicationContext(context);
			child.refresh();
			child.close();
			context.stop();
			context.start();
			assertThat(this.runtime.go(() -> "more").get(30, TimeUnit.SECONDS)).isEqualTo("more");
		}
	}

	@Test
	void failedStartShutsDown() {
		GenericApplicationContext context = new GenericApplicationContext();
		register(context, Duration.ZERO);
		context.registerBean("bad", Object.class, () -> {
			throw new IllegalStateException("bad");
		});
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(context::refresh);
		assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.runtime.go(() -> "late"));
	}

	@Test
	void failedStartWaitsForTheGoroutinesThatItInterrupts() {
		GenericApplicationContext context = new GenericApplicationContext();
		register(context, Duration.ofMillis(50));
		CompletableFuture<Goroutine<Void>> started = new CompletableFuture<>();
		context.registerBean("bad", Object.class, () -> {
			started.complete(this.runtime.go(() -> this.release.await()));
			throw new IllegalStateException("bad");
		});
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(context::refresh);
		assertThat(started.join().exceptionNow()).isInstanceOf(InterruptedException.class);
	}

}
