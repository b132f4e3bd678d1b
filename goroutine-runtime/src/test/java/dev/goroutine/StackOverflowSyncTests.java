package dev.goroutine;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What goroutines share is as good as before when one of them has overflowed its stack in
 * a call to it: no lock is left behind, and nobody who was to be woken.
 */
class StackOverflowSyncTests {

	@ParameterizedTest
	@EnumSource
	void othersGoOn(Call call) throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"),
				StackOverflowSyncTests.class, call.name());
		assertThat(output.exitCode()).as(output.text()).isZero();
		assertThat(output.text()).contains("others go on");
	}

	static void main(String[] arguments) throws Exception {
		Call call = Call.valueOf(arguments[0]);
		for (int round = 0; round < 10; round++) {
			// Not closed: that would wait for what is lost.
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();
			call.check(runtime);
		}
		System.out.println("others go on");
	}

	private static void overflow(GoRuntime runtime, Runnable action) throws Exception {
		inTime(runtime, () -> StackEnd.call(action));
	}

	private static void inTime(GoRuntime runtime, GoBody body) throws Exception {
		get(runtime, runtime.go(body));
	}

	private static <T extends @Nullable Object> T get(GoRuntime runtime, Goroutine<T> goroutine) throws Exception {
		try {
			return goroutine.get(10, TimeUnit.SECONDS);
		}
		catch (TimeoutException ex) {
			throw new AssertionError(runtime.dump(), ex);
		}
	}

	enum Call {

		/** The partner waits already. */
		SEND {

			@Override
			void check(GoRuntime runtime) throws Exception {
				Chan<Integer> chan = Chan.unbuffered();
				Goroutine<Void> receiver = runtime.go(() -> chan.forEach((value) -> {
				}));
				overflow(runtime, () -> uninterrupted(() -> chan.send(1)));
				inTime(runtime, () -> {
					chan.send(2);
					chan.close();
				});
				get(runtime, receiver);
			}

		},

		TRY_SEND_AND_RECEIVE {

			@Override
			void check(GoRuntime runtime) throws Exception {
				Chan<Integer> chan = Chan.buffered(1);
				overflow(runtime, () -> {
					chan.trySend(1);
					chan.tryReceive();
				});
				chan.tryReceive();
				inTime(runtime, () -> {
					chan.send(2);
					chan.receive();
				});
			}

		},

		CLOSE {

			@Override
			void check(GoRuntime runtime) throws Exception {
				Chan<Integer> chan = Chan.unbuffered();
				Goroutine<Integer> first = runtime.go(chan::receive);
				Goroutine<Integer> second = runtime.go(chan::receive);
				overflow(runtime, chan::close);
				assertThat(get(runtime, first)).isNull();
				assertThat(get(runtime, second)).isNull();
			}

		},

		SELECT {

			@Override
			void check(GoRuntime runtime) throws Exception {
				Chan<Integer> left = Chan.unbuffered();
				Chan<Integer> right = Chan.unbuffered();
				Goroutine<Void> sender = runtime.go(() -> {
					for (int i = 0; i < 3; i++) {
						right.send(i);
					}
				});
				SelectCase<Integer> fromLeft = left.onReceive((value) -> 0);
				SelectCase<Integer> fromRight = right.onReceive((value) -> 1);
				overflow(runtime, () -> uninterrupted(() -> Select.select(fromLeft, fromRight)));
				inTime(runtime, () -> {
					while (Select.select(fromLeft, fromRight, Select.onDefault(() -> sender.isDone() ? 2 : 3)) != 2) {
						Thread.yield();
					}
				});
				inTime(runtime, () -> left.trySend(1));
			}

		},

		WAIT_GROUP {

			@Override
			void check(GoRuntime runtime) throws Exception {
				WaitGroup group = new WaitGroup();
				group.add(1);
				Goroutine<Void> waiter = runtime.go(group::await);
				overflow(runtime, group::done);
				get(runtime, waiter);
			}

		},

		CANCEL {

			@Override
			void check(GoRuntime runtime) throws Exception {
				Context.Cancellable parent = Context.background().withCancel();
				Context.Cancellable child = parent.withCancel();
				Goroutine<Void> waiter = runtime.go(() -> {
					child.done().receive();
				});
				overflow(runtime, () -> {
					parent.withCancel();
					parent.cancel();
				});
				get(runtime, waiter);
			}

		},

		ERR_GROUP {

			@Override
			void check(GoRuntime runtime) throws Exception {
				ErrGroup group = new ErrGroup(runtime, Context.background());
				group.limit(2);
				overflow(runtime, () -> group.tryGo(() -> {
				}));
				inTime(runtime, () -> {
					group.await();
					group.limit(1);
				});
			}

		};

		abstract void check(GoRuntime runtime) throws Exception;

		private static void uninterrupted(GoBody body) {
			try {
				body.run();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
