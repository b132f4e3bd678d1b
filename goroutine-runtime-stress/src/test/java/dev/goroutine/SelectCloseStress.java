package dev.goroutine;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * A select waits at two channels when somebody sends to the one and somebody else closes
 * the other. The results: what the select received, whether the sender has sent, and
 * whether the select is still in a queue.
 */
@JCStressTest
@Outcome(id = "1, true, false", expect = ACCEPTABLE, desc = "the sender wins")
@Outcome(id = "closed, false, false", expect = ACCEPTABLE, desc = "the closing wins")
@Outcome(expect = FORBIDDEN, desc = "both or neither, or a waiter is left behind")
@State
public class SelectCloseStress {

	private final Chan<Integer> values = Chan.unbuffered();

	private final Chan<Integer> closing = Chan.unbuffered();

	private @Nullable Object received;

	private final SteppedThread select = new SteppedThread(
			() -> this.received = Select.<Object>select(this.values.onReceive(SelectCloseStress::orClosed),
					this.closing.onReceive(SelectCloseStress::orClosed)));

	private static Object orClosed(@Nullable Integer value) {
		return (value != null) ? value : "closed";
	}

	@Actor
	public void sender(LZZ_Result result) {
		result.r2 = this.values.trySend(1);
	}

	@Actor
	public void closer() {
		this.closing.close();
	}

	@Arbiter
	public void look(LZZ_Result result) {
		this.select.finish();
		result.r1 = this.received;
		result.r3 = this.values.hchan.hasWaiters() || this.closing.hchan.hasWaiters();
	}

	/** Both look whether there is an outcome, and then set theirs. */
	@JCStressTest
	@JCStressMeta(SelectCloseStress.class)
	@State
	public static class BrokenClaim {

		private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

		@Actor
		public void sender(LZZ_Result result) {
			result.r2 = claim(1);
		}

		@Actor
		public void closer() {
			claim("closed");
		}

		private boolean claim(Object outcome) {
			if (this.outcome.get() != null) {
				return false;
			}
			this.outcome.set(outcome);
			return true;
		}

		@Arbiter
		public void look(LZZ_Result result) {
			result.r1 = this.outcome.get();
		}

	}

}
