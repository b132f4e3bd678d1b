package dev.goroutine;

import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a channel. Those that are annotated end by themselves, and Lincheck
 * combines them at random.
 */
@Param(name = "value", gen = IntGen.class, conf = "1:9")
abstract class ChanOperations {

	/** That there was no value. */
	static final int EMPTY = 0;

	/** That there will be none any more. */
	static final int CLOSED = -1;

	final Chan<Integer> chan;

	ChanOperations(int capacity) {
		this.chan = Chan.buffered(capacity);
	}

	@Operation
	public boolean trySend(@Param(name = "value") int value) {
		return this.chan.trySend(value);
	}

	@Operation
	public @Nullable Integer tryReceive() {
		return this.chan.tryReceive();
	}

	/** The value, or one of those that no value is. */
	@Operation
	public int poll() {
		return number(this.chan.poll());
	}

	static int number(Received<Integer> received) {
		return switch (received) {
			case Received.Value(Integer value) -> value;
			case Received.Empty() -> EMPTY;
			case Received.Closed() -> CLOSED;
		};
	}

	@Operation
	public void close() {
		this.chan.close();
	}

	@Operation
	public boolean isClosed() {
		return this.chan.isClosed();
	}

	@Operation
	public int size() {
		return this.chan.size();
	}

	/** Waits, maybe for ever. */
	public boolean send(int value) throws InterruptedException {
		this.chan.send(value);
		return true;
	}

	/** Waits, maybe for ever. */
	public @Nullable Integer receive() throws InterruptedException {
		return this.chan.receive();
	}

	public static class Capacity0 extends ChanOperations {

		public Capacity0() {
			super(0);
		}

	}

	public static class Capacity1 extends ChanOperations {

		public Capacity1() {
			super(1);
		}

	}

	public static class Capacity2 extends ChanOperations {

		public Capacity2() {
			super(2);
		}

	}

}
