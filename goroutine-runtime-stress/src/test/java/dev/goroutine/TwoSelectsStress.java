package dev.goroutine;

import java.util.concurrent.atomic.AtomicBoolean;

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
 * Two selects have the same two channels in opposite order, and each sends to the one
 * that the other receives from: they meet at one of them.
 */
@JCStressTest
@Outcome(id = "sent 1, received 1", expect = ACCEPTABLE, desc = "they meet at the one")
@Outcome(id = "received 2, sent 2", expect = ACCEPTABLE, desc = "they meet at the other")
@Outcome(expect = FORBIDDEN, desc = "they do not meet")
@State
public class TwoSelectsStress {

	private final Chan<Integer> one = Chan.unbuffered();

	private final Chan<Integer> other = Chan.unbuffered();

	@Actor
	public void first(LL_Result result) {
		result.r1 = select(this.one.onSend(1, () -> "sent 1"), this.other.onReceive(TwoSelectsStress::received));
	}

	@Actor
	public void second(LL_Result result) {
		result.r2 = select(this.other.onSend(2, () -> "sent 2"), this.one.onReceive(TwoSelectsStress::received));
	}

	private static String select(SelectCase<String> first, SelectCase<String> second) {
		try {
			return Select.select(first, second);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static String received(@Nullable Integer value) {
		return "received " + value;
	}

	/** Each locks the channels in the order of its cases. */
	@JCStressTest
	@JCStressMeta(TwoSelectsStress.class)
	@State
	public static class BrokenLockOrder {

		/**
		 * Whoever has one lock and does not get the other in so many tries will never get
		 * it if the other one does as much.
		 */
		private static final int PATIENCE = 1_000;

		private final AtomicBoolean one = new AtomicBoolean();

		private final AtomicBoolean other = new AtomicBoolean();

		@Actor
		public void first(LL_Result result) {
			result.r1 = lockBoth(this.one, this.other) ? "sent 1" : "deadlock";
		}

		@Actor
		public void second(LL_Result result) {
			result.r2 = lockBoth(this.other, this.one) ? "received 1" : "deadlock";
		}

		/** What it has when it gives up it keeps, as in a deadlock. */
		private static boolean lockBoth(AtomicBoolean first, AtomicBoolean second) {
			if (!tryLock(first) || !tryLock(second)) {
				return false;
			}
			second.set(false);
			first.set(false);
			return true;
		}

		private static boolean tryLock(AtomicBoolean lock) {
			for (int i = 0; i < PATIENCE; i++) {
				if (lock.compareAndSet(false, true)) {
					return true;
				}
				Thread.onSpinWait();
			}
			return false;
		}

	}

	/**
	 * Each looks at the channels first and joins their queues then, without a lock
	 * between the two.
	 */
	@JCStressTest
	@JCStressMeta(TwoSelectsStress.class)
	@State
	public static class BrokenLook {

		private volatile boolean firstWaits;

		private volatile boolean secondWaits;

		@Actor
		public void first(LL_Result result) {
			if (this.secondWaits) {
				result.r1 = "sent 1";
				result.r2 = "received 1";
			}
			this.firstWaits = true;
		}

		@Actor
		public void second(LL_Result result) {
			if (this.firstWaits) {
				result.r1 = "received 2";
				result.r2 = "sent 2";
			}
			this.secondWaits = true;
		}

	}

}
