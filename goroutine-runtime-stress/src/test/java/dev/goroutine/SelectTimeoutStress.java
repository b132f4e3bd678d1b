package dev.goroutine;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import dev.goroutine.internal.sync.Sudog;
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
 * The time of a select is over when somebody sends to one of its channels. The results:
 * what the select received, whether the sender has sent, and whether the select is still
 * in a queue.
 */
@JCStressTest
@Outcome(id = "1, true, false", expect = ACCEPTABLE, desc = "the sender wins")
@Outcome(id = "timeout, false, false", expect = ACCEPTABLE, desc = "the timer wins")
@Outcome(expect = FORBIDDEN, desc = "both or neither, or a waiter is left behind")
@State
public class SelectTimeoutStress {

	private final Chan<Integer> values = Chan.unbuffered();

	private final Chan<Integer> others = Chan.unbuffered();

	private @Nullable Object received;

	private final SteppedThread select = new SteppedThread(
			() -> this.received = Select.<@Nullable Object>select(this.values.onReceive((value) -> value),
					this.others.onReceive((value) -> value), Select.onTimeout(Duration.ofDays(1), () -> "timeout")));

	@Actor
	public void timerThread() {
		this.select.timeOut();
	}

	@Actor
	public void sender(LZZ_Result result) {
		result.r2 = this.values.trySend(1);
	}

	@Arbiter
	public void look(LZZ_Result result) {
		this.select.finish();
		result.r1 = this.received;
		result.r3 = this.values.hchan.hasWaiters() || this.others.hchan.hasWaiters();
	}

	/** The timer does not claim: it leaves word, and the select looks for that first. */
	@JCStressTest
	@JCStressMeta(SelectTimeoutStress.class)
	@State
	public static class BrokenTimer {

		private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();

		private volatile boolean isOver;

		@Actor
		public void timerThread() {
			this.isOver = true;
		}

		@Actor
		public void sender(LZZ_Result result) {
			result.r2 = !this.isOver && this.outcome.compareAndSet(null, 1);
		}

		@Arbiter
		public void look(LZZ_Result result) {
			result.r1 = this.isOver ? "timeout" : this.outcome.get();
		}

	}

	/** The select does not leave the queues of the channels that have lost. */
	@JCStressTest
	@JCStressMeta(SelectTimeoutStress.class)
	@State
	public static class BrokenLeave {

		private final Chan<Integer> values = Chan.unbuffered();

		private final Chan<Integer> others = Chan.unbuffered();

		private final Waiter waiter = new Waiter("select");

		private final Sudog value = new Sudog(this.waiter, 0, null);

		public BrokenLeave() {
			this.values.hchan.enqueue(this.value, false);
			this.others.hchan.enqueue(new Sudog(this.waiter, 1, null), false);
		}

		@Actor
		public void timerThread() {
			this.waiter.claim(Waiter.TIMEOUT);
		}

		@Actor
		public void sender(LZZ_Result result) {
			result.r2 = this.values.trySend(1);
		}

		@Arbiter
		public void look(LZZ_Result result) {
			result.r1 = (this.value.item != null) ? this.value.item : "timeout";
			result.r3 = this.values.hchan.hasWaiters() || this.others.hchan.hasWaiters();
		}

	}

}
