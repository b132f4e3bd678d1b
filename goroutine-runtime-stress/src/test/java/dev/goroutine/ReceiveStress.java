package dev.goroutine;

import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.Waiter;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * One sends while another one receives, and each waits for the other if it has to: the
 * receiver gets the value, however early it looks.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "received")
@Outcome(expect = FORBIDDEN, desc = "the receiver goes on without the value")
@State
public class ReceiveStress {

	private final Chan<Integer> chan = Chan.unbuffered();

	@Actor
	public void sender() {
		try {
			this.chan.send(1);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Actor
	public void receiver(L_Result result) {
		try {
			result.r1 = this.chan.receive();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The sender claims the receiver before it gives it the value. */
	@JCStressTest
	@JCStressMeta(ReceiveStress.class)
	@State
	public static class BrokenOrder {

		private final Sudog waiting = new Sudog(new Waiter("chan receive"), 0, null);

		@Actor
		public void sender() {
			if (this.waiting.claim()) {
				this.waiting.item = 1;
			}
		}

		@Actor
		public void receiver(L_Result result) {
			while (!this.waiting.waiter.isClaimed()) {
				Thread.onSpinWait();
			}
			result.r1 = this.waiting.item;
		}

	}

}
