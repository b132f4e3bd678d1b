package dev.goroutine.internal.scheduler;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.Resumable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The end of a runtime: a thread that has not seen the termination yet queues something,
 * and that must run.
 */
class WakeupTests {

	/** No M can be created. */
	private final Scheduler scheduler = new Scheduler("test", 2, 0, Duration.ZERO, VictimOrder.NONE, true,
			(watched) -> new Unwatched());

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
