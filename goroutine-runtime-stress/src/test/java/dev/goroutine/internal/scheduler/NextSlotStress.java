package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicReference;

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
 * The next slot of {@link LocalRunQueue}: the owner replaces what is in it and takes the
 * new one while a thief takes what it finds, twice.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class NextSlotStress {

	private final Ticket[] tickets = Ticket.some(2);

	private final LocalRunQueue queue = new LocalRunQueue(new GlobalRunQueue());

	private @Nullable Resumable polled;

	private @Nullable Resumable first;

	private @Nullable Resumable second;

	public NextSlotStress() {
		this.queue.addNext(this.tickets[0]);
	}

	@Actor
	public void owner() {
		this.queue.addNext(this.tickets[1]);
		this.polled = this.queue.poll();
	}

	@Actor
	public void thief() {
		this.first = this.queue.stealNext();
		this.second = this.queue.stealNext();
	}

	@Arbiter
	public void count(II_Result result) {
		Ticket.run(this.polled);
		Ticket.run(this.first);
		Ticket.run(this.second);
		Ticket.runAll(this.queue);
		Ticket.count(result, this.tickets);
	}

	/** Looks what is in the slot and then replaces it. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenReplacing {

		private final Ticket[] tickets = Ticket.some(2);

		private final AtomicReference<@Nullable Ticket> next = new AtomicReference<>(this.tickets[0]);

		private @Nullable Ticket displaced;

		private @Nullable Ticket stolen;

		@Actor
		public void owner() {
			this.displaced = this.next.get();
			this.next.set(this.tickets[1]);
		}

		@Actor
		public void thief() {
			this.stolen = this.next.getAndSet(null);
		}

		@Arbiter
		public void count(II_Result result) {
			Ticket.run(this.displaced);
			Ticket.run(this.stolen);
			Ticket.run(this.next.get());
			Ticket.count(result, this.tickets);
		}

	}

	/** Looks what is in the slot and then empties it. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTaking {

		private final Ticket[] tickets = Ticket.some(2);

		private final AtomicReference<@Nullable Ticket> next = new AtomicReference<>(this.tickets[0]);

		private @Nullable Ticket displaced;

		private @Nullable Ticket stolen;

		@Actor
		public void owner() {
			this.displaced = this.next.getAndSet(this.tickets[1]);
		}

		@Actor
		public void thief() {
			this.stolen = this.next.get();
			if (this.stolen != null) {
				this.next.set(null);
			}
		}

		@Arbiter
		public void count(II_Result result) {
			Ticket.run(this.displaced);
			Ticket.run(this.stolen);
			Ticket.run(this.next.get());
			Ticket.count(result, this.tickets);
		}

	}

}
