package dev.goroutine.internal.scheduler;

import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.internal.base.HandoffReason;
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
 * The ownership word of {@link Processor}: a goroutine on one M readies others while
 * sysmon takes the P and hands it to a second M, whose goroutine does the same. The P's
 * queue allows one producer.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class ProduceStress {

	private final Processor p = new Processor(0, new GlobalRunQueue());

	private final Readied readied = new Readied();

	public ProduceStress() {
		this.p.lend(StressMachines.M1);
	}

	@Actor
	public void goroutineOnM1() {
		for (int i = 0; i < Readied.BY_EACH; i++) {
			produce(StressMachines.M1, i);
		}
	}

	@Actor
	public void sysmonAndGoroutineOnM2() {
		if (this.p.retake(this.p.runningOwner(), HandoffReason.TIMESLICE)) {
			this.p.lend(StressMachines.M2);
		}
		for (int i = 0; i < Readied.BY_EACH; i++) {
			produce(StressMachines.M2, Readied.BY_EACH + i);
		}
	}

	private void produce(Machine m, int i) {
		if (this.p.beginProduce(m)) {
			this.readied.queue(i);
			this.p.endProduce(m);
		}
		else {
			this.readied.elsewhere(i);
		}
	}

	@Arbiter
	public void count(II_Result result) {
		this.readied.count(result);
	}

	/** The word says that the P is in use, but not whose it is. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenName {

		private static final long RUNNING = 2;

		private static final long PRODUCING = 3;

		private final AtomicLong owner = new AtomicLong(RUNNING);

		private final Readied readied = new Readied();

		@Actor
		public void goroutineOnM1() {
			for (int i = 0; i < Readied.BY_EACH; i++) {
				produce(i);
			}
		}

		@Actor
		public void sysmonAndGoroutineOnM2() {
			boolean taken = this.owner.compareAndSet(RUNNING, 0);
			if (taken) {
				this.owner.set(RUNNING);
			}
			for (int i = Readied.BY_EACH; i < 2 * Readied.BY_EACH; i++) {
				if (taken) {
					produce(i);
				}
				else {
					this.readied.elsewhere(i);
				}
			}
		}

		private void produce(int i) {
			if (this.owner.compareAndSet(RUNNING, PRODUCING) || this.owner.get() == PRODUCING) {
				this.readied.queue(i);
				this.owner.set(RUNNING);
			}
			else {
				this.readied.elsewhere(i);
			}
		}

		@Arbiter
		public void count(II_Result result) {
			this.readied.count(result);
		}

	}

	/** Sysmon looks whether the M is producing and then takes the P. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenRetaking {

		private static final long RUNNING_1 = 2;

		private static final long PRODUCING_1 = 3;

		private static final long RUNNING_2 = 4;

		private static final long PRODUCING_2 = 5;

		private final AtomicLong owner = new AtomicLong(RUNNING_1);

		private final Readied readied = new Readied();

		@Actor
		public void goroutineOnM1() {
			for (int i = 0; i < Readied.BY_EACH; i++) {
				produce(RUNNING_1, PRODUCING_1, i);
			}
		}

		@Actor
		public void sysmonAndGoroutineOnM2() {
			if (this.owner.get() == RUNNING_1) {
				this.owner.set(RUNNING_2);
			}
			for (int i = 0; i < Readied.BY_EACH; i++) {
				produce(RUNNING_2, PRODUCING_2, Readied.BY_EACH + i);
			}
		}

		private void produce(long running, long producing, int i) {
			if (this.owner.compareAndSet(running, producing)) {
				this.readied.queue(i);
				this.owner.set(running);
			}
			else {
				this.readied.elsewhere(i);
			}
		}

		@Arbiter
		public void count(II_Result result) {
			this.readied.count(result);
		}

	}

	/**
	 * Stands for the P's queue, which would not return from {@code add} if there were two
	 * producers, and the global one. No field is volatile: each producer has to see what
	 * the one before him has written, and two at once write to the same slot.
	 */
	private static final class Readied {

		static final int BY_EACH = 16;

		private final Ticket[] tickets = Ticket.some(2 * BY_EACH);

		private final @Nullable Ticket[] queue = new @Nullable Ticket[2 * BY_EACH];

		private int tail;

		private final @Nullable Ticket[] elsewhere = new @Nullable Ticket[2 * BY_EACH];

		void queue(int i) {
			this.queue[this.tail] = this.tickets[i];
			this.tail++;
		}

		void elsewhere(int i) {
			this.elsewhere[i] = this.tickets[i];
		}

		void count(II_Result result) {
			for (int i = 0; i < 2 * BY_EACH; i++) {
				Ticket.run(this.queue[i]);
				Ticket.run(this.elsewhere[i]);
			}
			Ticket.count(result, this.tickets);
		}

	}

}
