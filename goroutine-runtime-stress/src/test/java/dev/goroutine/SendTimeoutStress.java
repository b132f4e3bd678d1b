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
import org.openjdk.jcstress.infra.results.LLL_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * The time of who waits to send 2 into a buffer that is full of 1 is over when somebody
 * receives. The results: whether it has sent, what was received, and what is left in the
 * buffer.
 */
@JCStressTest
@Outcome(id = "true, 1, 2", expect = ACCEPTABLE, desc = "the receiver wins")
@Outcome(id = "false, 1, null", expect = ACCEPTABLE, desc = "the timer wins")
@Outcome(expect = FORBIDDEN, desc = "both or neither, or a value is lost or comes from nowhere")
@State
public class SendTimeoutStress {

	private final Chan<Integer> chan = Chan.buffered(1);

	private @Nullable Object sent;

	private final SteppedThread sender;

	public SendTimeoutStress() {
		this.chan.trySend(1);
		this.sender = new SteppedThread(() -> this.sent = this.chan.trySend(2, Duration.ofDays(1)));
	}

	@Actor
	public void timerThread() {
		this.sender.timeOut();
	}

	@Actor
	public void receiver(LLL_Result result) {
		result.r2 = this.chan.tryReceive();
	}

	@Arbiter
	public void look(LLL_Result result) {
		this.sender.finish();
		result.r1 = this.chan.hchan.hasWaiters() ? "left behind" : this.sent;
		result.r3 = this.chan.tryReceive();
	}

	/** The sender that is told that its time is over does not ask who came first. */
	@JCStressTest
	@JCStressMeta(SendTimeoutStress.class)
	@State
	public static class BrokenTimer {

		private final Chan<Integer> chan = Chan.buffered(1);

		private final Sudog sender = new Sudog(new Waiter("chan send"), 0, 2);

		private @Nullable Object sent = true;

		public BrokenTimer() {
			this.chan.trySend(1);
			this.chan.hchan.enqueue(this.sender, true);
		}

		@Actor
		public void timerThread() {
			this.sender.waiter.claim(Waiter.TIMEOUT);
			this.sent = false;
		}

		@Actor
		public void receiver(LLL_Result result) {
			result.r2 = this.chan.tryReceive();
		}

		@Arbiter
		public void look(LLL_Result result) {
			this.chan.hchan.dequeue(this.sender, true);
			result.r1 = this.sent;
			result.r3 = this.chan.tryReceive();
		}

	}

}
