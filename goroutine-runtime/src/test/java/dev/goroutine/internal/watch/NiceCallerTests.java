package dev.goroutine.internal.watch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;

import dev.goroutine.ForkedJvm;
import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.jdk.NativeThreads;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.Task;
import dev.goroutine.internal.scheduler.Scheduler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Threads that are nice, and call the runtime.
 */
class NiceCallerTests {

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
			Scheduler scheduler = new Scheduler("test", 2, 1, Duration.ofMinutes(1), VictimOrder.NONE, true,
					(watched) -> new Sysmon(watched, Duration.ofMillis(10), 10));
			// As sysmon does.
			((Demotion) scheduler.background).begin();
			FutureTask<String> readies = new FutureTask<>(() -> {
				NativeThreads.setNice(NativeThreads.currentId(), nice);
				CountDownLatch ended = new CountDownLatch(1);
				scheduler.ready(new Waiting(ended));
				String left = "Ms: " + scheduler.machines().size() + ", idle Ps: "
						+ scheduler.processors().stream().filter(scheduler::isIdle).count();
				ended.countDown();
				return left;
			});
			Thread thread = Thread.ofPlatform().start(readies);
			thread.join();
			return readies.get();
		}

	}

	/** Runs until told to end. */
	private static final class Waiting extends Task {

		private final CountDownLatch ended;

		Waiting(CountDownLatch ended) {
			super(1);
			this.ended = ended;
		}

		@Override
		public void resume() {
			try {
				this.ended.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
