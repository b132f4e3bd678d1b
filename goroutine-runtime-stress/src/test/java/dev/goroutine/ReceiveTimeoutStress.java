package dev.goroutine;

import java.time.Duration;

import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * The time of a receiver is over when somebody sends. The results: what was received, and
 * whether the sender has sent.
 */
@JCStressTest
@Outcome(id = "1, true", expect = ACCEPTABLE, desc = "the sender wins")
@Outcome(id = "null, false", expect = ACCEPTABLE, desc = "the timer wins")
@Outcome(expect = FORBIDDEN, desc = "both or neither, or the value is lost")
@State
public class ReceiveTimeoutStress {

	private final Chan<Integer> chan = Chan.unbuffered();

	private @Nullable Object received;

	private final SteppedThread receiver = new SteppedThread(
			() -> this.received = this.chan.tryReceive(Duration.ofDays(1)));

	@Actor
	public void timerThread() {
		this.receiver.timeOut();
	}

	@Actor
	public void sender(LZ_Result result) {
		result.r2 = this.chan.trySend(1);
	}

	@Arbiter
	public void look(LZ_Result result) {
		this.receiver.finish();
		result.r1 = this.chan.hchan.hasWaiters() ? "left behind" : this.received;
	}

	/** The timer does not care whether it comes second, and neither does the receiver. */
	@JCStressTest
	@JCStressMeta(ReceiveTimeoutStress.class)
	@State
	public static class BrokenTimer {

		private final Chan<Integer> chan = Chan.unbuffered();

		private final Sudog receiver = new Sudog(new Waiter("chan receive"), 0, null);

		private boolean isOver;

		public BrokenTimer() {
			this.chan.hchan.enqueue(this.receiver, false);
		}

		@Actor
		public void timerThread() {
			this.receiver.waiter.claim(Waiter.TIMEOUT);
			this.isOver = true;
		}

		@Actor
		public void sender(LZ_Result result) {
			result.r2 = this.chan.trySend(1);
		}

		@Arbiter
		public void look(LZ_Result result) {
			this.chan.hchan.dequeue(this.receiver, false);
			result.r1 = this.isOver ? null : this.receiver.item;
		}

	}

}
