package dev.goroutine.internal.queue;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link RunRing}: the owner comes once around to the slot from which a thief is about to
 * take.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class RunRingStress {

	private final Ticket[] tickets = Ticket.some(RunRing.CAPACITY + 1);

	private final RunRing ring = new RunRing();

	private final @Nullable Resumable[] loot = new Resumable[1];

	private boolean stolen;

	private @Nullable Resumable polled;

	private boolean added;

	public RunRingStress() {
		for (int i = 0; i < RunRing.CAPACITY; i++) {
			this.ring.offer(this.tickets[i]);
		}
	}

	@Actor
	public void owner() {
		this.polled = this.ring.poll();
		this.added = this.ring.offer(this.tickets[RunRing.CAPACITY]);
	}

	@Actor
	public void thief() {
		this.stolen = this.ring.take(1, this.loot, 0);
	}

	@Arbiter
	public void count(II_Result result) {
		Ticket.run(this.polled);
		if (this.stolen) {
			Ticket.run(this.loot[0]);
		}
		if (!this.added) {
			this.tickets[RunRing.CAPACITY].resume();
		}
		Resumable left;
		while ((left = this.ring.poll()) != null) {
			left.resume();
		}
		Ticket.count(result, this.tickets);
	}

	/** Claims a slot first and reads it then. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTwin {

		private final Ticket[] tickets = Ticket.some(2);

		private volatile Ticket slot = this.tickets[0];

		private final AtomicInteger head = new AtomicInteger();

		private @Nullable Ticket stolen;

		private boolean added;

		@Actor
		public void owner() {
			if (this.head.get() == 1) {
				this.slot = this.tickets[1];
				this.added = true;
			}
		}

		@Actor
		public void thief() {
			this.head.set(1);
			this.stolen = this.slot;
		}

		@Arbiter
		public void count(II_Result result) {
			Ticket.run(this.stolen);
			if (this.added) {
				this.slot.resume();
			}
			else {
				this.tickets[1].resume();
			}
			Ticket.count(result, this.tickets);
		}

	}

}
