package dev.goroutine;

import dev.goroutine.internal.sync.Sudog;
import dev.goroutine.internal.sync.WaitQueue;
import dev.goroutine.internal.sync.Waiter;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ILL_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * A select waits at two channels, and a receiver behind it at the second one. Somebody
 * sends 1 to the first one, upon which the select leaves the second one, while somebody
 * else sends 2 and 3 there. The results: how many were sent, what the select received and
 * what the one behind it.
 */
@JCStressTest
@Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "the first channel's sender wins")
@Outcome(id = "2, 2, 3", expect = ACCEPTABLE, desc = "the second channel's sender wins")
@Outcome(expect = FORBIDDEN, desc = "a value was lost, or went to the wrong one, or one waits for ever")
@State
public class SelectSendersStress {

	private final Chan<Integer> first = Chan.unbuffered();

	private final Chan<Integer> second = Chan.unbuffered();

	private @Nullable Integer selected;

	private @Nullable Integer received;

	private boolean sent1;

	private boolean sent2;

	private boolean sent3;

	private final SteppedThread select = new SteppedThread(() -> this.selected = Select
		.<@Nullable Integer>select(this.first.onReceive((value) -> value), this.second.onReceive((value) -> value)));

	private final SteppedThread behind = new SteppedThread(() -> this.received = this.second.receive());

	@Actor
	public void sender() {
		this.sent1 = this.first.trySend(1);
		this.select.step();
	}

	@Actor
	public void otherSender() {
		this.sent2 = this.second.trySend(2);
		this.sent3 = this.second.trySend(3);
	}

	@Arbiter
	public void look(ILL_Result result) {
		this.select.finish();
		this.behind.finish();
		result.r1 = (this.sent1 ? 1 : 0) + (this.sent2 ? 1 : 0) + (this.sent3 ? 1 : 0);
		result.r2 = (this.first.hchan.hasWaiters() || this.second.hchan.hasWaiters()) ? "left behind" : this.selected;
		result.r3 = this.received;
	}

	/** The select leaves the second channel without having its lock. */
	@JCStressTest
	@JCStressMeta(SelectSendersStress.class)
	@State
	public static class BrokenLeave {

		private final WaitQueue second = new WaitQueue();

		private final Sudog select = new Sudog(new Waiter("select"), 0, null);

		private final Sudog behind = new Sudog(new Waiter("chan receive"), 0, null);

		private boolean sent1;

		private boolean sent2;

		private boolean sent3;

		public BrokenLeave() {
			this.second.add(this.select);
			this.second.add(this.behind);
		}

		@Actor
		public void sender() {
			this.sent1 = this.select.waiter.claim(this);
			if (this.sent1) {
				this.second.remove(this.select);
			}
		}

		@Actor
		public void otherSender() {
			this.sent2 = trySend(2);
			this.sent3 = trySend(3);
		}

		/** As the channel does. */
		private boolean trySend(int value) {
			Sudog receiver;
			// A broken queue may have no end.
			for (int i = 0; i < 10 && (receiver = this.second.poll()) != null; i++) {
				receiver.item = value;
				if (receiver.claim()) {
					return true;
				}
				receiver.item = null;
			}
			return false;
		}

		@Arbiter
		public void look(ILL_Result result) {
			result.r1 = (this.sent1 ? 1 : 0) + (this.sent2 ? 1 : 0) + (this.sent3 ? 1 : 0);
			result.r2 = !this.second.isEmpty() ? "left behind" : this.sent1 ? 1 : this.select.item;
			result.r3 = this.behind.item;
		}

	}

}
