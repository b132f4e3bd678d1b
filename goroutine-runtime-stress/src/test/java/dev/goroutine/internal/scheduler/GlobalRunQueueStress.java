package dev.goroutine.internal.scheduler;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

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
 * {@link GlobalRunQueue}: two Ms take at once. Several times, since the window is a few
 * instructions wide.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class GlobalRunQueueStress {

	private static final int TAKES = 6;

	private final Ticket[] tickets = Ticket.some(2 * TAKES);

	private final GlobalRunQueue queue = new GlobalRunQueue();

	private final LocalRunQueue batch = new LocalRunQueue(this.queue);

	private final @Nullable Resumable[] polled = new Resumable[TAKES];

	private final @Nullable Resumable[] firsts = new Resumable[TAKES];

	public GlobalRunQueueStress() {
		for (Ticket ticket : this.tickets) {
			this.queue.add(ticket);
		}
	}

	@Actor
	public void one() {
		for (int i = 0; i < TAKES; i++) {
			this.polled[i] = Ticket.take(this.queue);
		}
	}

	@Actor
	public void other() {
		for (int i = 0; i < TAKES; i++) {
			this.firsts[i] = this.queue.pollBatch(this.batch, 2 * TAKES);
		}
	}

	@Arbiter
	public void count(II_Result result) {
		Ticket.runEach(this.polled);
		Ticket.runEach(this.firsts);
		Ticket.runAll(this.batch);
		Ticket.runAll(this.queue);
		Ticket.count(result, this.tickets);
	}

	/** Looks at the first one and then removes it. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTwin {

		private final Ticket[] tickets = Ticket.some(2);

		private final ConcurrentLinkedQueue<Ticket> queue = new ConcurrentLinkedQueue<>(List.of(this.tickets));

		private @Nullable Ticket one;

		private @Nullable Ticket other;

		@Actor
		public void one() {
			this.one = poll();
		}

		@Actor
		public void other() {
			this.other = poll();
		}

		private @Nullable Ticket poll() {
			Ticket ticket = this.queue.peek();
			this.queue.poll();
			return ticket;
		}

		@Arbiter
		public void count(II_Result result) {
			Ticket.run(this.one);
			Ticket.run(this.other);
			Ticket left;
			while ((left = poll()) != null) {
				left.resume();
			}
			Ticket.count(result, this.tickets);
		}

	}

}
