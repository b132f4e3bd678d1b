package dev.goroutine.internal.queue;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * In the place of a goroutine: counts how often it was run. The arbiter runs all that it
 * finds, in queues and in what the actors have kept, after the race.
 */
public final class Ticket implements Resumable {

	/** Takes what is more than one. */
	private static final LocalRunQueue NOT_NEEDED = new LocalRunQueue(new GlobalRunQueue());

	private static final AtomicReferenceFieldUpdater<Ticket, @Nullable Resumable> LINK = AtomicReferenceFieldUpdater
		.newUpdater(Ticket.class, Resumable.class, "link");

	private int runs;

	private volatile @Nullable Resumable link;

	public static Ticket[] some(int count) {
		Ticket[] tickets = new Ticket[count];
		for (int i = 0; i < count; i++) {
			tickets[i] = new Ticket();
		}
		return tickets;
	}

	@Override
	public void resume() {
		this.runs++;
	}

	@Override
	public @Nullable Resumable link() {
		return this.link;
	}

	@Override
	public void link(@Nullable Resumable link) {
		this.link = link;
	}

	@Override
	public boolean claim() {
		return LINK.compareAndSet(this, null, END);
	}

	public int runs() {
		return this.runs;
	}

	public static void run(@Nullable Resumable task) {
		if (task != null) {
			task.resume();
		}
	}

	public static void runEach(@Nullable Resumable[] tasks) {
		for (Resumable task : tasks) {
			run(task);
		}
	}

	public static void runAll(LocalRunQueue queue) {
		Resumable task;
		while ((task = queue.poll()) != null) {
			task.resume();
		}
	}

	/** One, so many are the Ps that share. */
	public static @Nullable Resumable take(GlobalRunQueue queue) {
		return queue.pollBatch(NOT_NEEDED, Integer.MAX_VALUE);
	}

	public static void runAll(GlobalRunQueue queue) {
		Resumable task;
		while ((task = take(queue)) != null) {
			task.resume();
		}
	}

	public static void count(II_Result result, Ticket... tickets) {
		for (Ticket ticket : tickets) {
			ExactlyOnce.count(result, ticket.runs);
		}
	}

}
