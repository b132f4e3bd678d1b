package dev.goroutine;

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
 * Who waits to receive is interrupted, and leaves, when somebody sends. The results: what
 * the receiver did, and whether the sender has sent.
 */
@JCStressTest
@Outcome(id = "received 1 and stays interrupted, true", expect = ACCEPTABLE, desc = "the sender wins")
@Outcome(id = "interrupted, false", expect = ACCEPTABLE, desc = "the interrupt wins")
@Outcome(expect = FORBIDDEN, desc = "both or neither, a value or an interrupt is lost")
@State
public class ReceiveInterruptStress {

	private final Chan<Integer> chan = Chan.unbuffered();

	private @Nullable String outcome;

	private final SteppedThread receiver = new SteppedThread(this::receive);

	private void receive() {
		try {
			this.outcome = "received " + this.chan.receive() + (Thread.interrupted() ? " and stays interrupted" : "");
		}
		catch (InterruptedException ex) {
			this.outcome = "interrupted";
		}
	}

	@Actor
	public void interrupted() {
		this.receiver.interrupt();
		this.receiver.step();
	}

	@Actor
	public void sender(LZ_Result result) {
		result.r2 = this.chan.trySend(1);
	}

	@Arbiter
	public void look(LZ_Result result) {
		this.receiver.finish();
		result.r1 = this.chan.hchan.hasWaiters() ? "left behind" : this.outcome;
	}

	/** Who is interrupted leaves, whether or not it has been given a value. */
	@JCStressTest
	@JCStressMeta(ReceiveInterruptStress.class)
	@State
	public static class BrokenInterrupt {

		private final Chan<Integer> chan = Chan.unbuffered();

		private final Sudog receiver = new Sudog(new Waiter("chan receive"), 0, null);

		public BrokenInterrupt() {
			this.chan.hchan.enqueue(this.receiver, false);
		}

		@Actor
		public void interrupted(LZ_Result result) {
			this.receiver.waiter.claim(Waiter.INTERRUPTED);
			result.r1 = "interrupted";
		}

		@Actor
		public void sender(LZ_Result result) {
			result.r2 = this.chan.trySend(1);
		}

		@Arbiter
		public void look(LZ_Result result) {
			this.chan.hchan.dequeue(this.receiver, false);
		}

	}

}
