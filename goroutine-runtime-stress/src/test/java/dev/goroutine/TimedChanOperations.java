package dev.goroutine;

import java.time.Duration;

import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/** With those that wait for a partner, though not for long. */
abstract class TimedChanOperations extends ChanOperations {

	/** So that partners often come in time, and often do not. */
	private static final Duration TIMEOUT = Duration.ofNanos(20_000);

	TimedChanOperations(int capacity) {
		super(capacity);
	}

	@Operation
	public boolean timedSend(@Param(name = "value") int value) throws InterruptedException {
		return this.chan.trySend(value, TIMEOUT);
	}

	@Operation
	public @Nullable Integer timedReceive() throws InterruptedException {
		return this.chan.tryReceive(TIMEOUT);
	}

	@Operation
	public int timedPoll() throws InterruptedException {
		return number(this.chan.poll(TIMEOUT));
	}

	public static class Capacity0 extends TimedChanOperations {

		public Capacity0() {
			super(0);
		}

	}

	public static class Capacity1 extends TimedChanOperations {

		public Capacity1() {
			super(1);
		}

	}

	public static class Capacity2 extends TimedChanOperations {

		public Capacity2() {
			super(2);
		}

	}

}
