package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.internal.queue.ExactlyOnce;
import dev.goroutine.internal.queue.GlobalRunQueue;
import dev.goroutine.internal.queue.LocalRunQueue;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.queue.Ticket;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link LocalRunQueue}: the owner polls and adds while a thief takes half.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class StealStress {

	private final Ticket[] tickets = Ticket.some(5);

	private final GlobalRunQueue global = new GlobalRunQueue();

	private final LocalRunQueue queue = new LocalRunQueue(this.global);

	private final LocalRunQueue loot = new LocalRunQueue(this.global);

	private @Nullable Resumable first;

	private @Nullable Resumable second;

	public StealStress() {
		for (int i = 0; i < 4; i++) {
			this.queue.add(this.tickets[i]);
		}
	}

	@Actor
	public void owner() {
		this.first = this.queue.poll();
		this.queue.add(this.tickets[4]);
		this.second = this.queue.poll();
	}

	@Actor
	public void thief() {
		this.queue.stealInto(this.loot, true);
	}

	@Arbiter
	public void count(II_Result result) {
		Ticket.run(this.first);
		Ticket.run(this.second);
		Ticket.runAll(this.queue);
		Ticket.runAll(this.loot);
		Ticket.count(result, this.tickets);
	}

	/** Moves the head on without a CAS. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTwin {

		private final Ticket[] tickets = Ticket.some(2);

		private final AtomicInteger head = new AtomicInteger();

		private @Nullable Ticket polled;

		private @Nullable Ticket stolen;

		@Actor
		public void owner() {
			this.polled = poll();
		}

		@Actor
		public void thief() {
			this.stolen = poll();
		}

		private @Nullable Ticket poll() {
			int head = this.head.get();
			if (head == this.tickets.length) {
				return null;
			}
			this.head.set(head + 1);
			return this.tickets[head];
		}

		@Arbiter
		public void count(II_Result result) {
			Ticket.run(this.polled);
			Ticket.run(this.stolen);
			Ticket left;
			while ((left = poll()) != null) {
				left.resume();
			}
			Ticket.count(result, this.tickets);
		}

	}

}
