package dev.goroutine.internal.scheduler;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

import dev.goroutine.internal.queue.ExactlyOnce;
import dev.goroutine.internal.queue.GlobalRunQueue;
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
 * {@link GlobalRunQueue} without memory: what is added becomes the head of a list while
 * the head is taken from it.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class OverflowStress {

	// Made before, as the JVM makes its own.
	@SuppressWarnings("StaticAssignmentOfThrowable")
	private static final OutOfMemoryError NO_MEMORY = new OutOfMemoryError("on purpose");

	private final Ticket[] tickets = Ticket.some(4);

	private final GlobalRunQueue queue = new GlobalRunQueue(new ConcurrentLinkedQueue<>() {
		@Override
		public boolean offer(Resumable task) {
			throw NO_MEMORY;
		}
	});

	private final @Nullable Resumable[] polled = new Resumable[2];

	public OverflowStress() {
		this.queue.add(this.tickets[0]);
		this.queue.add(this.tickets[1]);
	}

	@Actor
	public void adds() {
		this.queue.add(this.tickets[2]);
		this.queue.add(this.tickets[3]);
	}

	@Actor
	public void takes() {
		this.polled[0] = Ticket.take(this.queue);
		this.polled[1] = Ticket.take(this.queue);
	}

	@Arbiter
	public void count(II_Result result) {
		Ticket.runEach(this.polled);
		Ticket.runAll(this.queue);
		Ticket.count(result, this.tickets);
	}

	/** Reads the head and then sets it. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTwin {

		private final Ticket[] tickets = Ticket.some(4);

		private final AtomicReference<@Nullable Resumable> head = new AtomicReference<>();

		private final @Nullable Resumable[] polled = new Resumable[2];

		public BrokenTwin() {
			add(this.tickets[0]);
			add(this.tickets[1]);
		}

		@Actor
		public void adds() {
			add(this.tickets[2]);
			add(this.tickets[3]);
		}

		@Actor
		public void takes() {
			this.polled[0] = poll();
			this.polled[1] = poll();
		}

		private void add(Resumable task) {
			task.link(this.head.get());
			this.head.set(task);
		}

		private @Nullable Resumable poll() {
			Resumable task = this.head.get();
			if (task != null) {
				this.head.set(task.link());
			}
			return task;
		}

		@Arbiter
		public void count(II_Result result) {
			Ticket.runEach(this.polled);
			Resumable left;
			while ((left = poll()) != null) {
				left.resume();
			}
			Ticket.count(result, this.tickets);
		}

	}

}
