package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.internal.queue.ExactlyOnce;
import dev.goroutine.internal.queue.GlobalRunQueue;
import dev.goroutine.internal.queue.LocalRunQueue;
import dev.goroutine.internal.queue.Ticket;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link LocalRunQueue#add}: the owner finds the queue full and spills half of it to the
 * global one while a thief takes half as well.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class SpillStress {

	private final Ticket[] tickets = Ticket.some(LocalRunQueue.CAPACITY + 1);

	private final GlobalRunQueue global = new GlobalRunQueue();

	private final LocalRunQueue queue = new LocalRunQueue(this.global);

	private final LocalRunQueue loot = new LocalRunQueue(this.global);

	public SpillStress() {
		for (int i = 0; i < LocalRunQueue.CAPACITY; i++) {
			this.queue.add(this.tickets[i]);
		}
	}

	@Actor
	public void owner() {
		this.queue.add(this.tickets[LocalRunQueue.CAPACITY]);
	}

	@Actor
	public void thief() {
		this.queue.stealInto(this.loot, true);
	}

	@Arbiter
	public void count(II_Result result) {
		Ticket.runAll(this.queue);
		Ticket.runAll(this.loot);
		Ticket.runAll(this.global);
		Ticket.count(result, this.tickets);
	}

	/** Copies half of the queue and then moves the head, not one claimed by one. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTwin {

		private final Ticket[] tickets = Ticket.some(4);

		private final GlobalRunQueue global = new GlobalRunQueue();

		private final AtomicInteger head = new AtomicInteger();

		@Actor
		public void owner() {
			int head = this.head.get();
			int half = head + (this.tickets.length - head) / 2;
			for (int i = head; i < half; i++) {
				this.global.add(this.tickets[i]);
			}
			this.head.set(half);
		}

		@Actor
		public void thief() {
			steal();
		}

		private boolean steal() {
			int head = this.head.get();
			if (head < this.tickets.length && this.head.compareAndSet(head, head + 1)) {
				this.tickets[head].resume();
				return true;
			}
			return false;
		}

		@Arbiter
		public void count(II_Result result) {
			Ticket.runAll(this.global);
			while (steal()) {
				// Until none is left.
			}
			Ticket.count(result, this.tickets);
		}

	}

}
