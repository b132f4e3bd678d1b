package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A look changes nothing. To read the stack of a thread that is ready but not running,
 * the JDK takes it off its scheduler for that long and submits it once more afterwards,
 * so a look could leave a second entry in the queues; and an entry whose thread yields
 * comes back for good.
 */
class LookingTests {

	private static final int LOOKS = 5_000;

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build();

	private final AtomicBoolean stop = new AtomicBoolean();

	@AfterEach
	void shutdown() {
		this.stop.set(true);
		this.runtime.shutdown(Duration.ofSeconds(10));
	}

	@Test
	void goroutineThatIsLookedAtIsInTheQueuesOnce() throws Exception {
		List<Goroutine<Void>> goroutines = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			goroutines.add(this.runtime.go(this::yieldUntilStopped));
		}
		for (int i = 0; i < LOOKS; i++) {
			assertThat(this.runtime.goroutine(goroutines.getFirst().id())).isNotNull();
		}
		assertThat(mostQueued()).isLessThan(6);
		this.stop.set(true);
		for (Goroutine<Void> goroutine : goroutines) {
			goroutine.join();
		}
	}

	@Test
	void virtualThreadThatAGoroutineHasStartedIsInTheQueuesOnce() throws Exception {
		AtomicReference<@Nullable Thread> child = new AtomicReference<>();
		Goroutine<Void> parent = this.runtime.go(() -> {
			child.set(Thread.startVirtualThread(this::yieldUntilStopped));
			yieldUntilStopped();
		});
		Thread thread;
		while ((thread = child.get()) == null) {
			Thread.onSpinWait();
		}
		for (int i = 0; i < LOOKS; i++) {
			assertThat(thread.getStackTrace()).isNotNull();
		}
		assertThat(mostQueued()).isLessThan(6);
		this.stop.set(true);
		parent.join();
		thread.join();
	}

	private void yieldUntilStopped() {
		while (!this.stop.get()) {
			Thread.yield();
		}
	}

	/** Over many turns: what is queued is read while goroutines move. */
	private int mostQueued() {
		int most = 0;
		long until = this.runtime.snapshot().totals().switches() + 1_000;
		SchedulerSnapshot snapshot;
		do {
			snapshot = this.runtime.snapshot();
			SchedulerSnapshot.Processor p = snapshot.processors().getFirst();
			most = Math.max(most, snapshot.globalRunQueueSize() + p.runQueueSize() + (p.runNext() ? 1 : 0));
		}
		while (snapshot.totals().switches() < until);
		return most;
	}

}
