package dev.goroutine.scheduler;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.goroutine.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a runtime: what somebody queues who has not seen the termination yet.
 */
class WakeupTests {

	/** No M can be created. */
	private final Scheduler scheduler = new Scheduler("test", 2, 0, Duration.ZERO, Duration.ofMillis(10), 0,
			VictimOrder.NONE, true);

	private final CountDownLatch run = new CountDownLatch(1);

	private final Resumable task = new Resumable() {

		@Override
		public void resume() {
			WakeupTests.this.run.countDown();
		}

		@Override
		public boolean claim() {
			return true;
		}

		@Override
		public @Nullable Resumable link() {
			return null;
		}

		@Override
		public void link(@Nullable Resumable link) {
		}

	};

	@BeforeAll
	static void open() {
		VirtualThreads.open(false);
	}

	@Test
	void whatIsQueuedAfterSysmonHasEndedRunsOnTheJdksScheduler() throws Exception {
		this.scheduler.terminate();
		this.scheduler.wakeup.end();
		this.scheduler.readyGlobal(this.task);
		assertThat(this.run.await(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void whatWasQueuedBeforeSysmonEndsRunsOnTheJdksScheduler() throws Exception {
		this.scheduler.terminate();
		this.scheduler.readyGlobal(this.task);
		this.scheduler.wakeup.end();
		assertThat(this.run.await(30, TimeUnit.SECONDS)).isTrue();
	}

	/** As somebody does who has no room on the stack for more. */
	@Test
	void whatWasLeftInTheQueueRunsWhenTheNextOneIsReadied() throws Exception {
		this.scheduler.terminate();
		this.scheduler.wakeup.end();
		this.scheduler.global.add(this.task);
		this.scheduler.ready(null, () -> {
		});
		assertThat(this.run.await(30, TimeUnit.SECONDS)).isTrue();
	}

}
