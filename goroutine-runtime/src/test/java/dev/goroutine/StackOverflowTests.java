package dev.goroutine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of the runtime at the very end of a stack fail that goroutine at most: no P, no M
 * and no queue is left half-way. In a JVM that has compiled nothing yet, where such a
 * call consists of most frames.
 */
class StackOverflowTests {

	@ParameterizedTest
	@CsvSource({ "GO, 1", "GO, 2", "BLOCKING, 1", "BLOCKING, 2", "UNPARK, 1", "UNPARK, 2", "GO_FROM_THREAD, 1",
			"GO_FROM_THREAD, 2" })
	void everyProcessorGoesOn(Call call, int gomaxprocs) throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"),
				StackOverflowTests.class, call.name(), Integer.toString(gomaxprocs));
		assertThat(output.exitCode()).as(output.text()).isZero();
		assertThat(output.text()).contains("all go on");
	}

	/** The look for room may be compiled before what it stands for. */
	@ParameterizedTest
	@CsvSource({ "GO, 1", "GO, 2", "BLOCKING, 1", "BLOCKING, 2", "GO_FROM_THREAD, 1", "GO_FROM_THREAD, 2" })
	void everyProcessorGoesOnWhereQueuesAreNotCompiled(Call call, int gomaxprocs) throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(
				List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-XX:CompileCommand=quiet",
						"-XX:CompileCommand=exclude,dev.goroutine.internal.queue.LocalRunQueue::*",
						"-XX:CompileCommand=exclude,dev.goroutine.internal.queue.RunRing::*",
						"-XX:CompileCommand=exclude,dev.goroutine.internal.queue.GlobalRunQueue::*",
						"-XX:CompileCommand=exclude,java.util.concurrent.ConcurrentLinkedQueue::*",
						"-XX:CompileCommand=exclude,java.lang.invoke.*::*"),
				StackOverflowTests.class, call.name(), Integer.toString(gomaxprocs), "20000");
		assertThat(output.exitCode()).as(output.text()).isZero();
		assertThat(output.text()).contains("all go on");
	}

	/**
	 * A class that is loaded and not initialized yet is unusable for good if its first
	 * use is at the end of a stack; one that is not loaded yet is tried again.
	 */
	@ParameterizedTest
	@ValueSource(strings = { "dev/goroutine/GoroutineTask$WithoutResult", "dev/goroutine/GroupMember",
			"dev/goroutine/internal/base/VictimOrder" })
	void whatTheFirstGoroutineNeedsIsInitializedBefore(String name) throws Exception {
		ForkedJvm.Output output = ForkedJvm
			.run(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "-Xlog:class+init=info"), Creation.class);
		assertThat(output.text()).contains("Initializing '" + name + "'").contains("created");
	}

	static final class Creation {

		static void main(String[] arguments) {
			GoRuntime.create();
			System.out.println("created");
		}

	}

	/** Some Ms are idle then, and some have to be created. */
	static void main(String[] arguments) throws Exception {
		Call call = Call.valueOf(arguments[0]);
		int gomaxprocs = Integer.parseInt(arguments[1]);
		if (arguments.length > 2) {
			warmUp(gomaxprocs, Integer.parseInt(arguments[2]));
		}
		for (int round = 0; round < 6; round++) {
			// Not closed: that would wait for what the JDK may have lost.
			GoRuntime runtime = GoRuntime.builder()
				.gomaxprocs(gomaxprocs)
				.timeSlice(Duration.ofHours(1))
				.idleMTimeout((round % 2 == 0) ? Duration.ZERO : Duration.ofMinutes(1))
				.build();
			call.prepare(runtime);
			call.carry(runtime, () -> {
				// Has the slot of the next goroutine filled.
				runtime.go(() -> {
				});
				StackEnd.call(() -> call.make(runtime));
			});
			EveryProcessor.runs(runtime);
		}
		System.out.println("all go on");
	}

	private static void warmUp(int gomaxprocs, int goroutines) {
		GoRuntime runtime = GoRuntime.builder().gomaxprocs(gomaxprocs).build();
		for (int i = 0; i < goroutines; i++) {
			runtime.go(() -> {
			});
		}
		runtime.close();
	}

	enum Call {

		GO {

			@Override
			void make(GoRuntime runtime) {
				runtime.go(() -> {
				});
			}

		},

		/** Into the global queue, by a thread that is none of ours. */
		GO_FROM_THREAD {

			@Override
			void make(GoRuntime runtime) {
				runtime.go(() -> {
				});
			}

			@Override
			void carry(GoRuntime runtime, Runnable body) throws Exception {
				Thread.ofPlatform().start(body).join();
			}

		},

		BLOCKING {

			@Override
			void make(GoRuntime runtime) {
				try {
					Goroutine.blocking(() -> null);
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			}

		},

		/** The JDK may lose whom it unparks then, nobody else. */
		UNPARK {

			private volatile @Nullable Thread parked;

			@Override
			void prepare(GoRuntime runtime) {
				runtime.go(() -> {
					this.parked = Thread.currentThread();
					LockSupport.park();
				});
				while (this.parked == null) {
					Thread.onSpinWait();
				}
			}

			@Override
			void make(GoRuntime runtime) {
				LockSupport.unpark(this.parked);
			}

		};

		abstract void make(GoRuntime runtime);

		void prepare(GoRuntime runtime) {
		}

		void carry(GoRuntime runtime, Runnable body) throws Exception {
			runtime.go(body::run).get(10, TimeUnit.SECONDS);
		}

	}

}
