package dev.goroutine.internal.scheduler;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A goroutine that has a P in hand must not wait for a monitor: it would leave its M, and
 * with the only P in its hand nobody could run it again.
 */
@Timeout(60)
class HandoffMonitorTests {

	@Test
	void goroutineGivesItsProcessorToANewMachineWhileOthersHoldTheMonitors() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).timeSlice(Duration.ofHours(1)).build()) {
			Scheduler scheduler = runtime.go(() -> Objects.requireNonNull(G.current()).scheduler()).get();
			CountDownLatch held = new CountDownLatch(1);
			CountDownLatch release = new CountDownLatch(1);
			Thread holder = Thread.ofPlatform().start(() -> {
				synchronized (scheduler.stats) {
					synchronized (scheduler.machines) {
						synchronized (scheduler.processors) {
							held.countDown();
							awaitQuietly(release);
						}
					}
				}
			});
			held.await();
			try {
				CountDownLatch other = new CountDownLatch(1);
				Goroutine<Boolean> blocking = runtime.go(() -> {
					runtime.go(other::countDown);
					return Goroutine.blocking(() -> other.await(10, TimeUnit.SECONDS));
				});
				assertThat(blocking.get()).as("the other has run meanwhile").isTrue();
			}
			finally {
				release.countDown();
				holder.join();
			}
		}
	}

	private static void awaitQuietly(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
