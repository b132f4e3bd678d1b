package dev.goroutine;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * A value is in one channel, and is put into another one before it is taken out of the
 * first. So a select over both can always go ahead, and must not choose its default. The
 * result: what it received.
 */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "one of the two")
@Outcome(expect = FORBIDDEN, desc = "one channel was looked at before, the other one after")
@State
public class SelectDefaultStress {

	private final Chan<Integer> from = Chan.buffered(1);

	private final Chan<Integer> to = Chan.buffered(1);

	public SelectDefaultStress() {
		this.from.trySend(1);
	}

	@Actor
	public void mover() {
		move(this.from, this.to);
	}

	@Actor
	public void select(L_Result result) {
		try {
			result.r1 = Select.<@Nullable Integer>select(this.from.onReceive((value) -> value),
					this.to.onReceive((value) -> value), Select.onDefault(() -> null));
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void move(Chan<Integer> from, Chan<Integer> to) {
		to.trySend(1);
		from.tryReceive();
	}

	/** Looks at one after the other, and takes it that none can go ahead. */
	@JCStressTest
	@JCStressMeta(SelectDefaultStress.class)
	@State
	public static class BrokenLooks {

		private final Chan<Integer> from = Chan.buffered(1);

		private final Chan<Integer> to = Chan.buffered(1);

		public BrokenLooks() {
			this.from.trySend(1);
		}

		@Actor
		public void mover() {
			move(this.from, this.to);
		}

		@Actor
		public void select(L_Result result) {
			Integer value = this.to.tryReceive();
			result.r1 = (value != null) ? value : this.from.tryReceive();
		}

	}

}
