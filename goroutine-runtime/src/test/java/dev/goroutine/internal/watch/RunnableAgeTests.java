package dev.goroutine.internal.watch;

import java.time.Duration;

import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.queue.Task;
import dev.goroutine.internal.scheduler.Processor;
import dev.goroutine.internal.scheduler.Scheduler;
import dev.goroutine.internal.scheduler.Unwatched;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The age of what is in the queues, with time that the test sets.
 */
public class RunnableAgeTests {

	private static final long SECOND = 1_000_000_000;

	private final Scheduler scheduler = new Scheduler("test", 2, 10, Duration.ZERO, VictimOrder.NONE, true,
			(watched) -> new Unwatched());

	private final Processor p = this.scheduler.processors.get(1);

	private final RunnableAge age = new RunnableAge();

	/** Near the overflow of the clock, which begins anywhere. */
	private long now = Long.MAX_VALUE - 2 * SECOND;

	@BeforeAll
	static void open() {
		VirtualThreads.open(false);
	}

	@Test
	void emptyQueuesHaveNone() {
		assertThat(after(0)).isZero();
		assertThat(after(5)).isZero();
	}

	@Test
	void whatIsStuckInTheGlobalQueueGrowsOld() {
		after(0);
		this.scheduler.global.add(new Task(0));
		assertThat(after(1)).as("seen once").isZero();
		assertThat(after(1)).isEqualTo(SECOND);
		this.scheduler.global.add(new Task(0));
		assertThat(after(1)).isEqualTo(2 * SECOND);
		assertThat(after(4)).isEqualTo(6 * SECOND);
		assertThat(this.age.nanos(this.now + SECOND)).as("between two looks").isEqualTo(7 * SECOND);
		this.scheduler.global.poll();
		assertThat(after(1)).as("the second one").isEqualTo(5 * SECOND);
		this.scheduler.global.poll();
		assertThat(after(1)).isZero();
	}

	@Test
	void whatIsStuckInALocalQueueGrowsOld() {
		this.p.queue.add(new Task(0));
		after(0);
		assertThat(after(3)).isEqualTo(3 * SECOND);
		this.p.queue.poll();
		assertThat(after(1)).isZero();
	}

	@Test
	void queueThatMovesButIsNeverEmptyIsAsOldAsItsHead() {
		for (int i = 0; i < 100; i++) {
			this.p.queue.add(new Task(0));
		}
		after(0);
		for (int i = 0; i < 1_000; i++) {
			this.p.queue.add(new Task(0));
			this.p.queue.poll();
			after(1);
		}
		// Each waits for a hundred others, a second each.
		assertThat(this.age.nanos(this.now)).isBetween(80 * SECOND, 100 * SECOND);
	}

	@Test
	void whatIsStuckInTheNextSlotGrowsOld() {
		this.p.queue.addNext(new Task(0));
		after(0);
		assertThat(after(3)).isEqualTo(3 * SECOND);
	}

	@Test
	void whicheverOfTheQueueAndTheNextSlotIsOlderCounts() {
		this.p.queue.add(new Task(0));
		after(0);
		this.p.queue.addNext(new Task(0));
		assertThat(after(1)).isEqualTo(SECOND);
		assertThat(after(1)).isEqualTo(2 * SECOND);
		this.p.queue.poll();
		this.p.queue.poll();
		assertThat(after(1)).isZero();
		this.p.queue.addNext(new Task(0));
		after(1);
		this.p.queue.add(new Task(0));
		assertThat(after(1)).isEqualTo(SECOND);
	}

	@Test
	void whoIsInTheNextSlotAgainAndAgainIsNotStuck() {
		Resumable pong = new Task(0);
		this.p.queue.addNext(pong);
		for (int i = 0; i < 10; i++) {
			this.p.tick();
			assertThat(after(1)).isZero();
		}
	}

	private long after(int seconds) {
		this.now += seconds * SECOND;
		this.age.look(this.scheduler, this.now);
		return this.age.nanos(this.now);
	}

}
