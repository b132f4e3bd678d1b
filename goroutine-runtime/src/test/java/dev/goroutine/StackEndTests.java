package dev.goroutine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import dev.goroutine.internal.scheduler.Caller;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where its stack ends a goroutine stays on its thread. When it comes back a few bytes
 * more may be in use, and HotSpot for x64 ends the JVM if a virtual thread does not fit
 * any more. That takes frames that are all compiled: others need so much of the stack to
 * leave it that they cannot.
 */
class StackEndTests {

	/** More than have room for less than 16 KiB, in whole pages. */
	private static final int FRAMES = 2_000;

	@ParameterizedTest
	@EnumSource
	void nobodyLeavesWithoutRoomToComeBack(Leaving call) throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xcomp",
				"-XX:TieredStopAtLevel=1", "-XX:MaxJavaStackTraceDepth=1"), StackEndTests.class, call.name());
		assertThat(output.exitCode()).as(output.text()).isZero();
		assertThat(output.text()).contains("it goes on");
	}

	static void main(String[] arguments) throws Exception {
		Leaving call = Leaving.valueOf(arguments[0]);
		CountDownLatch end = new CountDownLatch(1);
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			Goroutine<?> other = runtime.go(() -> end.await());
			runtime.go(() -> {
				// Has everything linked.
				for (int i = 0; i < 100; i++) {
					call.leave(other);
				}
				eachFrameFromTheEnd(new int[] { FRAMES }, () -> call.leave(other));
				end.countDown();
			}).join();
		}
		System.out.println("it goes on");
	}

	@SuppressWarnings("InfiniteRecursion")
	private static void eachFrameFromTheEnd(int[] frames, GoBody call) throws Exception {
		try {
			eachFrameFromTheEnd(frames, call);
		}
		catch (StackOverflowError ex) {
			// Here it ends.
		}
		if (frames[0]-- > 0) {
			try {
				call.run();
			}
			catch (StackOverflowError ex) {
				// One frame further up then.
			}
		}
	}

	enum Leaving {

		/** At the end of any call of the runtime. */
		PREEMPTED {

			@Override
			void leave(Goroutine<?> other) {
				Caller.tryYield();
			}

		},

		YIELD {

			@Override
			void leave(Goroutine<?> other) {
				Goroutine.yield();
			}

		},

		SLEEP {

			@Override
			void leave(Goroutine<?> other) throws Exception {
				Goroutine.sleep(Duration.ofNanos(1));
			}

		},

		GET {

			@Override
			void leave(Goroutine<?> other) throws Exception {
				try {
					other.get(1, TimeUnit.NANOSECONDS);
				}
				catch (TimeoutException ex) {
					// As is to be expected.
				}
			}

		},

		RECEIVE {

			@Override
			void leave(Goroutine<?> other) throws Exception {
				Timers.after(Duration.ofNanos(1)).receive();
			}

		};

		abstract void leave(Goroutine<?> other) throws Exception;

	}

}
