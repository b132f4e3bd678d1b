package dev.goroutine;

import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * One sends 2 into a buffer that is full of 1, and waits for room; when it has sent it
 * looks for a value. Another one receives, and makes room. The results: what either has
 * received.
 */
@JCStressTest
@Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "in their order")
@Outcome(expect = FORBIDDEN, desc = "the sender does not find what it has sent")
@State
public class SendStress {

	private final Chan<Integer> chan = Chan.buffered(1);

	public SendStress() {
		this.chan.trySend(1);
	}

	@Actor
	public void sender(LL_Result result) {
		try {
			this.chan.send(2);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		result.r1 = this.chan.tryReceive();
	}

	@Actor
	public void receiver(LL_Result result) {
		result.r2 = this.chan.tryReceive();
	}

	/** The receiver claims the sender while the buffer is not what it is going to be. */
	@JCStressTest
	@JCStressMeta(SendStress.class)
	@State
	public static class BrokenOrder {

		private volatile @Nullable Integer buffered = 1;

		private final Waiter sender = new Waiter("chan send");

		@Actor
		public void sender(LL_Result result) {
			while (!this.sender.isClaimed()) {
				Thread.onSpinWait();
			}
			result.r1 = this.buffered;
		}

		@Actor
		public void receiver(LL_Result result) {
			result.r2 = this.buffered;
			this.buffered = null;
			this.sender.claim(this);
			this.buffered = 2;
		}

	}

}
