package dev.goroutine.internal.scheduler;

import java.time.Duration;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.Task;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An M that ends by an error, at each moment of a run; and one whose goroutine gets
 * another P than the one that it has lost.
 */
class MachineTests {

	/** No thread has that id. */
	private static final int NOBODY = Integer.MAX_VALUE;

	private final Scheduler scheduler = new Scheduler("test", 1, 10, Duration.ZERO, VictimOrder.NONE, true,
			(watched) -> new Unwatched());

	private final Processor p = takeIdle();

	private final Machine m = new Machine(this.scheduler, 0, this.p, false);

	private final Task task = new Task(1);

	@BeforeAll
	static void open() {
		VirtualThreads.open(false);
	}

	@Test
	void givesBackTheProcessorBetweenTwoRuns() {
		assertThat(this.m.relinquish()).isTrue();
		assertThat(takeIdle()).isSameAs(this.p);
	}

	@Test
	void givesBackTheProcessorThatItHasLent() {
		this.m.run.begin(this.task);
		this.p.lend(this.m);
		long word = this.p.runningOwner();
		assertThat(this.m.relinquish()).isTrue();
		assertThat(takeIdle()).isSameAs(this.p);
		assertThat(this.p.retake(word, HandoffReason.BLOCKED)).as("nobody runs on it").isFalse();
	}

	@Test
	void doesNotGiveBackWhatWasTakenFromIt() {
		losesItsProcessor();
		assertThat(this.m.relinquish()).isFalse();
		assertThat(this.scheduler.wakeup.takeIdle()).as("who has taken it has it").isNull();
	}

	@Test
	void goesOnWithAnotherProcessorAfterACall() {
		losesItsProcessor();
		this.scheduler.processors.putIdle(this.p);
		assertThat(this.m.exitsyscall()).isTrue();
		assertThat(this.m.hasProcessor()).isTrue();
		assertThat(this.m.run.demote(NOBODY, 10)).as("demoted for the other one").isFalse();
	}

	@Test
	void getsNoOtherProcessorIfItIsDemoted() {
		losesItsProcessor();
		this.scheduler.processors.putIdle(this.p);
		assertThat(this.m.run.demote(NOBODY, 10)).isTrue();
		assertThat(this.m.exitsyscall()).isFalse();
		assertThat(takeIdle()).isSameAs(this.p);
	}

	/**
	 * On their way to the global queue nobody sees the goroutines of a surplus P, so they
	 * have to be announced there, although the M goes on with another P itself.
	 */
	@Test
	void wakesAnotherForTheQueueOfASurplusProcessor() {
		Scheduler three = new Scheduler("test", 3, 10, Duration.ZERO, VictimOrder.NONE, true,
				(watched) -> new Unwatched());
		Processor p0 = takeIdle(three);
		Machine parked = new Machine(three, 1, takeIdle(three), false);
		parked.relinquish();
		three.machines.idle.push(parked);
		Processor surplus = takeIdle(three);
		Machine machine = new Machine(three, 0, surplus, false);
		three.processors.putIdle(p0);
		surplus.queue.add(new Task(1));
		surplus.queue.add(new Task(2));
		three.processors.resize(2);
		assertThat(machine.retirep(surplus)).isSameAs(p0);
		assertThat(three.global.size()).isEqualTo(2);
		assertThat(three.processors.anyIdle()).isFalse();
		assertThat(three.idleMachines()).doesNotContain(parked);
	}

	@Test
	void hasLostItsProcessorInTheRunForWhichThatWasLent() {
		this.m.run.begin(this.task);
		this.p.lend(this.m);
		long word = this.p.runningOwner();
		assertThat(this.p.reclaim(this.m)).isTrue();
		this.m.run.end();
		this.m.run.begin(this.task);
		this.p.lend(this.m);
		assertThat(this.m.lose(this.p, word, HandoffReason.TIMESLICE)).as("the same word").isTrue();
		assertThat(this.m.isStray()).isTrue();
		assertThat(this.m.run.tryGoOn()).isTrue();
		assertThat(this.p.lentRun()).as("that run is over").isLessThan(this.m.run.number());
		assertThat(this.m.isStray()).isFalse();
	}

	private void losesItsProcessor() {
		this.m.run.begin(this.task);
		this.p.lend(this.m);
		assertThat(this.m.lose(this.p, this.p.runningOwner(), HandoffReason.TIMESLICE)).isTrue();
	}

	private Processor takeIdle() {
		return takeIdle(this.scheduler);
	}

	private static Processor takeIdle(Scheduler scheduler) {
		Processor idle = scheduler.wakeup.takeIdle();
		assertThat(idle).isNotNull();
		return idle;
	}

}
