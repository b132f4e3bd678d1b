package dev.goroutine;

import java.util.concurrent.atomic.AtomicReference;

import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * Who waits to send 2 into a buffer that is full of 1 is interrupted, and leaves, when
 * somebody receives. The results: what the sender did, what was received, and what is
 * left in the buffer.
 */
@JCStressTest
@Outcome(id = "sent and stays interrupted, 1, 2", expect = ACCEPTABLE, desc = "the receiver wins")
@Outcome(id = "interrupted, 1, null", expect = ACCEPTABLE, desc = "the interrupt wins")
@Outcome(expect = FORBIDDEN, desc = "both or neither, a value or an interrupt is lost")
@State
public class SendInterruptStress {

	private final Chan<Integer> chan = Chan.buffered(1);

	private @Nullable String outcome;

	private final SteppedThread sender;

	public SendInterruptStress() {
		this.chan.trySend(1);
		this.sender = new SteppedThread(this::send);
	}

	private void send() {
		try {
			this.chan.send(2);
			this.outcome = "sent" + (Thread.interrupted() ? " and stays interrupted" : "");
		}
		catch (InterruptedException ex) {
			this.outcome = "interrupted";
		}
	}

	@Actor
	public void interrupted() {
		this.sender.interrupt();
		this.sender.step();
	}

	@Actor
	public void receiver(LLL_Result result) {
		result.r2 = this.chan.tryReceive();
	}

	@Arbiter
	public void look(LLL_Result result) {
		this.sender.finish();
		result.r1 = this.chan.hchan.hasWaiters() ? "left behind" : this.outcome;
		result.r3 = this.chan.tryReceive();
	}

	/** The receiver takes the value along without a claim. */
	@JCStressTest
	@JCStressMeta(SendInterruptStress.class)
	@State
	public static class BrokenReceiver {

		private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

		private @Nullable Integer left;

		@Actor
		public void interrupted(LLL_Result result) {
			result.r1 = this.outcome.compareAndSet(null, Waiter.INTERRUPTED) ? "interrupted"
					: "sent and stays interrupted";
		}

		@Actor
		public void receiver(LLL_Result result) {
			result.r2 = 1;
			if (this.outcome.get() == null) {
				this.left = 2;
				this.outcome.set(2);
			}
		}

		@Arbiter
		public void look(LLL_Result result) {
			result.r3 = this.left;
		}

	}

}
