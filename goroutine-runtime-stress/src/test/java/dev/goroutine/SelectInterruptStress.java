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
import org.openjdk.jcstress.infra.results.LZZ_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * A select that waits is interrupted, and leaves, when somebody sends to one of its
 * channels. The results: what the select did, whether the sender has sent, and whether
 * the select is still in a queue.
 */
@JCStressTest
@Outcome(id = "received 1 and stays interrupted, true, false", expect = ACCEPTABLE, desc = "the sender wins")
@Outcome(id = "interrupted, false, false", expect = ACCEPTABLE, desc = "the interrupt wins")
@Outcome(expect = FORBIDDEN, desc = "both or neither, an interrupt is lost, or a waiter is left behind")
@State
public class SelectInterruptStress {

	private final Chan<Integer> values = Chan.unbuffered();

	private final Chan<Integer> others = Chan.unbuffered();

	private @Nullable String outcome;

	private final SteppedThread select = new SteppedThread(this::select);

	private void select() {
		try {
			Integer value = Select.<@Nullable Integer>select(this.values.onReceive((received) -> received),
					this.others.onReceive((received) -> received));
			this.outcome = "received " + value + (Thread.interrupted() ? " and stays interrupted" : "");
		}
		catch (InterruptedException ex) {
			this.outcome = "interrupted";
		}
	}

	@Actor
	public void interrupted() {
		this.select.interrupt();
		this.select.step();
	}

	@Actor
	public void sender(LZZ_Result result) {
		result.r2 = this.values.trySend(1);
	}

	@Arbiter
	public void look(LZZ_Result result) {
		this.select.finish();
		result.r1 = this.outcome;
		result.r3 = this.values.hchan.hasWaiters() || this.others.hchan.hasWaiters();
	}

	/** Who is interrupted leaves, whether or not it has been claimed meanwhile. */
	@JCStressTest
	@JCStressMeta(SelectInterruptStress.class)
	@State
	public static class BrokenInterrupt {

		private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

		@Actor
		public void interrupted(LZZ_Result result) {
			Object claimed = this.outcome.get();
			if (claimed != null) {
				result.r1 = "received " + claimed + " and stays interrupted";
				return;
			}
			this.outcome.set(Waiter.INTERRUPTED);
			result.r1 = "interrupted";
		}

		@Actor
		public void sender(LZZ_Result result) {
			result.r2 = this.outcome.compareAndSet(null, 1);
		}

	}

}
