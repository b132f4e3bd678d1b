package dev.goroutine;

import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.Waiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * One sends 2 into a buffer that is full of 1, and waits for room, when another one
 * closes the channel. The results: what the sender did, and what is left in the buffer.
 */
@JCStressTest
@Outcome(id = "closed, 1", expect = ACCEPTABLE, desc = "before it waited, or while")
@Outcome(expect = FORBIDDEN, desc = "the sender goes on as if it had sent")
@State
public class SendCloseStress {

	private final Chan<Integer> chan = Chan.buffered(1);

	public SendCloseStress() {
		this.chan.trySend(1);
	}

	@Actor
	public void sender(LL_Result result) {
		try {
			this.chan.send(2);
			result.r1 = "sent";
		}
		catch (ClosedChanException ex) {
			result.r1 = "closed";
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Actor
	public void closer() {
		this.chan.close();
	}

	@Arbiter
	public void look(LL_Result result) {
		result.r2 = this.chan.tryReceive();
	}

	/** The closer claims the sender before it says what for. */
	@JCStressTest
	@JCStressMeta(SendCloseStress.class)
	@State
	public static class BrokenOrder {

		private final Sudog waiting = new Sudog(new Waiter("chan send"), 0, 2);

		@Actor
		public void sender(LL_Result result) {
			while (!this.waiting.waiter.isClaimed()) {
				Thread.onSpinWait();
			}
			result.r1 = this.waiting.closed ? "closed" : "sent";
		}

		@Actor
		public void closer() {
			if (this.waiting.claim()) {
				this.waiting.closed = true;
			}
		}

		@Arbiter
		public void look(LL_Result result) {
			result.r2 = 1;
		}

	}

}
