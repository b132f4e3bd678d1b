package dev.goroutine;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Lincheck: whatever concurrent operations on a channel return, they might have returned
 * one after the other, in an order that agrees with what came before what. With a buffer
 * that is the order of a {@link SequentialChan}; without one that of a
 * {@link RendezvousVerifier}.
 * <p>
 * In the one half of the tests Lincheck decides who runs when, at each access to a field
 * and each park, and tries some hundred schedules of each combination. Those are the same
 * each time, and who waits for ever is a failure. But the accesses have a single order,
 * so that the memory orders of the runtime are not at stake; parking ends by itself, so
 * that a wake-up that is left out is not noticed; and there is no time. In the other
 * half, which has the operations with a time limit, the threads run as they will, and
 * park.
 * <p>
 * All threads are platform threads, since Lincheck knows no others. Interrupts and
 * selects are not among the operations: the jcstress tests have those.
 */
@Tag("long")
class ChanLincheckTests {

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void underTheModelChecker(int capacity) {
		specified(modelChecking().iterations(8).actorsBefore(1).actorsAfter(2), capacity).check(operations(capacity));
	}

	/**
	 * Two threads wait for each other as they need, and a third one closes the channel,
	 * so that all come to their ends.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void thatWaitUnderTheModelChecker(int capacity) {
		ModelCheckingOptions options = modelChecking().iterations(0);
		scenarios(operations(capacity)).forEach(options::addCustomScenario);
		specified(options, capacity).check(operations(capacity));
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void withTimeLimits(int capacity) {
		specified(stress(), capacity).check(timedOperations(capacity));
	}

	@Test
	void anotherCapacityIsNoticed() {
		assertThatExceptionOfType(LincheckAssertionError.class)
			.isThrownBy(() -> specified(modelChecking(), 1).check(operations(2)));
	}

	/** A poll that takes the one kind of nothing for the other. */
	@Test
	void aClosedChannelThatLooksEmptyIsNoticed() {
		assertThatExceptionOfType(LincheckAssertionError.class)
			.isThrownBy(() -> specified(modelChecking(), 1).check(WithoutEnd.class));
	}

	@Test
	void aBufferIsNoticedWhereThereShouldBeNone() {
		assertThatExceptionOfType(LincheckAssertionError.class)
			.isThrownBy(() -> specified(stress(), 0).check(timedOperations(1)));
	}

	public static class WithoutEnd extends ChanOperations.Capacity1 {

		@Operation
		@Override
		public int poll() {
			return Math.max(super.poll(), EMPTY);
		}

	}

	private static ModelCheckingOptions modelChecking() {
		return new ModelCheckingOptions().invocationsPerIteration(150).threads(2).actorsPerThread(3);
	}

	private static StressOptions stress() {
		return new StressOptions().iterations(8)
			.invocationsPerIteration(150)
			.threads(2)
			.actorsPerThread(3)
			.actorsBefore(1)
			.actorsAfter(1);
	}

	private static Options<?, ?> specified(Options<?, ?> options, int capacity) {
		return switch (capacity) {
			case 0 -> options.verifier(RendezvousVerifier.class);
			case 1 -> options.sequentialSpecification(SequentialChan.Capacity1.class);
			default -> options.sequentialSpecification(SequentialChan.Capacity2.class);
		};
	}

	private static Class<? extends ChanOperations> operations(int capacity) {
		return switch (capacity) {
			case 0 -> ChanOperations.Capacity0.class;
			case 1 -> ChanOperations.Capacity1.class;
			default -> ChanOperations.Capacity2.class;
		};
	}

	private static Class<? extends ChanOperations> timedOperations(int capacity) {
		return switch (capacity) {
			case 0 -> TimedChanOperations.Capacity0.class;
			case 1 -> TimedChanOperations.Capacity1.class;
			default -> TimedChanOperations.Capacity2.class;
		};
	}

	private static List<ExecutionScenario> scenarios(Class<? extends ChanOperations> operations) {
		List<ExecutionScenario> scenarios = new ArrayList<>();
		Actor close = actor(operations, "close");
		Actor tryReceive = actor(operations, "tryReceive");
		for (int first = 0; first < 4; first++) {
			for (int second = first; second < 4; second++) {
				scenarios.add(new ExecutionScenario(List.of(),
						List.of(twoThatWait(operations, first, 1), twoThatWait(operations, second, 3), List.of(close)),
						List.of(tryReceive, tryReceive), null));
			}
		}
		return scenarios;
	}

	/** One of the four ways to send or receive twice. */
	private static List<Actor> twoThatWait(Class<? extends ChanOperations> operations, int way, int value) {
		List<Actor> two = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			two.add(((way >> i & 1) == 0) ? actor(operations, "send", value + i) : actor(operations, "receive"));
		}
		return two;
	}

	private static Actor actor(Class<? extends ChanOperations> operations, String name, Object... arguments) {
		for (Method method : operations.getMethods()) {
			if (method.getName().equals(name)) {
				return new Actor(method, List.of(arguments));
			}
		}
		throw new IllegalArgumentException(operations + " has no " + name);
	}

}
