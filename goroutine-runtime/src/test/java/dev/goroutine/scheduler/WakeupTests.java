package dev.goroutine.scheduler;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import dev.goroutine.ForkedJvm;
import dev.goroutine.jdk.NativeThreads;
import dev.goroutine.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who wakes an M, and what becomes of it at the end of a runtime, where somebody queues
 * who has not seen the termination yet.
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

	/**
	 * Others rely on a thread that searches for an M. It must not lose its core meanwhile
	 * for as long as there is other work.
	 */
	@Test
	@EnabledOnOs(OS.LINUX)
	void niceThreadLeavesItToSysmon() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(
				List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED"),
				Nice.class);
		assertThat(output.text()).contains("Ms: 1, idle Ps: 1\nMs: 0, idle Ps: 2\n");
	}

	static final class Nice {

		static void main(String[] args) throws Exception {
			VirtualThreads.open(false);
			System.out.println(ready(0));
			System.out.println(ready(5));
		}

		/** What a thread of that nice value leaves behind. */
		private static String ready(int nice) throws Exception {
			Scheduler scheduler = new Scheduler("test", 2, 1, Duration.ofMinutes(1), Duration.ofMillis(10), 10,
					VictimOrder.NONE, true);
			// As sysmon does.
			scheduler.demotion.begin();
			FutureTask<String> readies = new FutureTask<>(() -> {
				NativeThreads.setNice(NativeThreads.currentId(), nice);
				CountDownLatch ended = new CountDownLatch(1);
				scheduler.readyGlobal(new LocalRunQueueTests.Task(1) {
					@Override
					public void resume() {
						try {
							ended.await();
						}
						catch (InterruptedException ex) {
							throw new IllegalStateException(ex);
						}
					}
				});
				String left = "Ms: " + scheduler.machines.count() + ", idle Ps: " + (2 - scheduler.processors.busy());
				ended.countDown();
				return left;
			});
			Thread thread = Thread.ofPlatform().start(readies);
			thread.join();
			return readies.get();
		}

	}

}
