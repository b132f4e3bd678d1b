package dev.goroutine.scheduler;

import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressMeta;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * The ownership word of {@link Processor}: a goroutine on one M readies another one while
 * sysmon takes the P and hands it to a second M, whose goroutine does the same. The P's
 * queue allows one producer.
 */
@JCStressTest
@JCStressMeta(ExactlyOnce.class)
@State
public class ProduceStress {

	private final Ticket[] tickets = Ticket.some(2);

	private final Processor p = new Processor(0, new GlobalRunQueue());

	private final Ring ring = new Ring();

	/** What could not be put into the P's queue; the global one otherwise. */
	private @Nullable Ticket left1;

	private @Nullable Ticket left2;

	public ProduceStress() {
		this.p.lend(Machines.M1);
	}

	@Actor
	public void goroutineOnM1() {
		if (this.p.beginProduce(Machines.M1)) {
			this.ring.add(this.tickets[0]);
			this.p.endProduce(Machines.M1);
		}
		else {
			this.left1 = this.tickets[0];
		}
	}

	@Actor
	public void sysmonAndGoroutineOnM2() {
		this.left2 = this.tickets[1];
		if (this.p.retake(this.p.runningOwner(), HandoffReason.TIMESLICE)) {
			this.p.lend(Machines.M2);
			if (this.p.beginProduce(Machines.M2)) {
				this.ring.add(this.tickets[1]);
				this.p.endProduce(Machines.M2);
				this.left2 = null;
			}
		}
	}

	@Arbiter
	public void count(II_Result result) {
		Ticket.run(this.left1);
		Ticket.run(this.left2);
		this.ring.runAll();
		Ticket.count(result, this.tickets);
	}

	/** The word says that the P is in use, but not whose it is. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenName {

		private static final long RUNNING = 2;

		private static final long PRODUCING = 3;

		private final Ticket[] tickets = Ticket.some(2);

		private final Ring ring = new Ring();

		private final AtomicLong owner = new AtomicLong(RUNNING);

		private @Nullable Ticket left1;

		private @Nullable Ticket left2;

		@Actor
		public void goroutineOnM1() {
			if (beginProduce()) {
				this.ring.add(this.tickets[0]);
				this.owner.set(RUNNING);
			}
			else {
				this.left1 = this.tickets[0];
			}
		}

		@Actor
		public void sysmonAndGoroutineOnM2() {
			this.left2 = this.tickets[1];
			if (this.owner.compareAndSet(RUNNING, 0)) {
				this.owner.set(RUNNING);
				if (beginProduce()) {
					this.ring.add(this.tickets[1]);
					this.owner.set(RUNNING);
					this.left2 = null;
				}
			}
		}

		private boolean beginProduce() {
			return this.owner.compareAndSet(RUNNING, PRODUCING) || this.owner.get() == PRODUCING;
		}

		@Arbiter
		public void count(II_Result result) {
			Ticket.run(this.left1);
			Ticket.run(this.left2);
			this.ring.runAll();
			Ticket.count(result, this.tickets);
		}

	}

	/** Sysmon looks whether the M is producing and then takes the P. */
	@JCStressTest
	@JCStressMeta(ExactlyOnce.class)
	@State
	public static class BrokenRetaking {

		private static final long RUNNING = 2;

		private static final long PRODUCING = 3;

		private final Ticket[] tickets = Ticket.some(2);

		private final Ring ring = new Ring();

		private final AtomicLong owner = new AtomicLong(RUNNING);

		private @Nullable Ticket left1;

		private @Nullable Ticket left2;

		@Actor
		public void goroutineOnM1() {
			if (this.owner.compareAndSet(RUNNING, PRODUCING)) {
				this.ring.add(this.tickets[0]);
				this.owner.compareAndSet(PRODUCING, RUNNING);
			}
			else {
				this.left1 = this.tickets[0];
			}
		}

		@Actor
		public void sysmonAndGoroutineOnM2() {
			if (this.owner.get() == RUNNING) {
				this.owner.set(0);
				this.ring.add(this.tickets[1]);
			}
			else {
				this.left2 = this.tickets[1];
			}
		}

		@Arbiter
		public void count(II_Result result) {
			Ticket.run(this.left1);
			Ticket.run(this.left2);
			this.ring.runAll();
			Ticket.count(result, this.tickets);
		}

	}

	/**
	 * Stands for the P's queue, which would not return from {@code add} if there were two
	 * producers. No field is volatile: each producer has to see what the one before him
	 * has written, and two at once write to the same slot.
	 */
	private static final class Ring {

		private final @Nullable Ticket[] slots = new @Nullable Ticket[2];

		private int tail;

		void add(Ticket ticket) {
			this.slots[this.tail] = ticket;
			this.tail++;
		}

		void runAll() {
			for (Ticket ticket : this.slots) {
				Ticket.run(ticket);
			}
		}

	}

}
