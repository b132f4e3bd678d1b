package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.goroutine.internal.queue.ExactlyOnce;
import dev.goroutine.internal.queue.GlobalRunQueue;
import dev.goroutine.internal.queue.Ticket;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * {@link Processors}: one who has a surplus P puts it back, and retires it, while
 * GOMAXPROCS grows to include it and somebody takes it. It must be neither left over nor
 * had twice, and what is in its queue must run.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class GrowStress {

	private final Ticket ticket = new Ticket();

	private final GlobalRunQueue global = new GlobalRunQueue();

	private final Processors processors = new Processors(this.global, 2);

	private final Processor surplus = this.processors.get(1);

	private @Nullable Processor taken;

	public GrowStress() {
		this.processors.takeIdle();
		this.processors.takeIdle();
		this.processors.resize(1);
		this.surplus.queue.add(this.ticket);
	}

	@Actor
	public void holder() {
		this.processors.putIdle(this.surplus);
	}

	@Actor
	public void grower() {
		this.processors.resize(2);
		this.taken = this.processors.takeIdle();
	}

	@Arbiter
	public void count(II_Result result) {
		int had = (this.taken == this.surplus) ? 1 : 0;
		had += (this.processors.takeIdle() == this.surplus) ? 1 : 0;
		Ticket.runAll(this.surplus.queue);
		Ticket.runAll(this.global);
		ExactlyOnce.count(result, had, this.ticket.runs());
	}

	/** Retires the P and does not look whether GOMAXPROCS has grown meanwhile. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenTwin {

		private final AtomicBoolean retired = new AtomicBoolean();

		private final AtomicBoolean idle = new AtomicBoolean();

		private volatile int count = 1;

		private boolean taken;

		@Actor
		public void holder() {
			this.idle.set(true);
			if (1 >= this.count && this.idle.getAndSet(false)) {
				this.retired.set(true);
			}
		}

		@Actor
		public void grower() {
			this.count = 2;
			if (this.retired.getAndSet(false)) {
				this.idle.set(true);
			}
			this.taken = this.idle.getAndSet(false);
		}

		@Arbiter
		public void count(II_Result result) {
			ExactlyOnce.count(result, (this.taken ? 1 : 0) + (this.idle.get() ? 1 : 0));
		}

	}

}
