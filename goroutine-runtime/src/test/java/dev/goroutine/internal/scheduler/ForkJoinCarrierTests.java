package dev.goroutine.internal.scheduler;

import java.lang.reflect.Method;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.SynchronousQueue;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.internal.jdk.VirtualThreads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What {@code java.util.concurrent} asks before it spins.
 */
class ForkJoinCarrierTests {

	private static Method hasKnownQueuedWork;

	@BeforeAll
	static void open() throws Exception {
		Method opens = Module.class.getDeclaredMethod("implAddOpens", String.class, Module.class);
		opens.setAccessible(true);
		opens.invoke(Object.class.getModule(), "java.util.concurrent", ForkJoinCarrierTests.class.getModule());
		hasKnownQueuedWork = ForkJoinWorkerThread.class.getDeclaredMethod("hasKnownQueuedWork");
		hasKnownQueuedWork.setAccessible(true);
	}

	@Test
	void spinningIsVainWithOneProcessorOnly() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			assertThat(isSpinningVain(runtime)).isTrue();
			runtime.gomaxprocs(2);
			assertThat(isSpinningVain(runtime)).isFalse();
			runtime.gomaxprocs(1);
			assertThat(isSpinningVain(runtime)).isTrue();
		}
	}

	@Test
	void nobodyRunsThePlaceholder() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			SynchronousQueue<Integer> values = new SynchronousQueue<>();
			Goroutine<?> sender = runtime.go(() -> {
				for (int i = 0; i < 1_000; i++) {
					values.put(i);
				}
			});
			for (int i = 0; i < 1_000; i++) {
				assertThat(values.take()).isEqualTo(i);
			}
			sender.get();
			assertThat(isSpinningVain(runtime)).isTrue();
			ForkJoinWorkerThread carrier = (ForkJoinWorkerThread) runtime.go(VirtualThreads::currentCarrier).get();
			assertThat(carrier.getPool().getPoolSize()).as("threads of the pool").isZero();
		}
	}

	/** Each goroutine is found by a search, so by an M that has looked. */
	private static boolean isSpinningVain(GoRuntime runtime) throws Exception {
		return runtime.go(() -> (Boolean) hasKnownQueuedWork.invoke(null)).get();
	}

}
