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
 * The ownership word and the set of idle Ps.
 */
class ProcessorTests {

	private final Scheduler scheduler = new Scheduler("test", 130, 10, Duration.ZERO, VictimOrder.NONE, true,
			(watched) -> new Unwatched());

	private final Processor p = this.scheduler.processors.get(0);

	private final Machine m1 = new Machine(this.scheduler, 1, this.p, false);

	private final Machine m2 = new Machine(this.scheduler, 2, this.p, false);

	@BeforeAll
	static void open() {
		VirtualThreads.open(false);
	}

	@Test
	void lentProcessorComesBack() {
		this.p.lend(this.m1);
		assertThat(this.p.reclaim(this.m1)).isTrue();
		assertThat(this.p.reclaim(this.m1)).as("nobody runs on it").isFalse();
	}

	@Test
	void onlyTheMachineThatRunsMayProduce() {
		assertThat(this.p.beginProduce(this.m1)).isFalse();
		this.p.lend(this.m1);
		assertThat(this.p.beginProduce(this.m2)).isFalse();
		assertThat(this.p.beginProduce(this.m1)).isTrue();
		assertThat(this.p.beginProduce(this.m1)).as("again within the same call").isTrue();
		this.p.endProduce(this.m1);
		assertThat(this.p.reclaim(this.m2)).isFalse();
		assertThat(this.p.reclaim(this.m1)).isTrue();
	}

	@Test
	void runThatEndsWhileProducingKeepsTheProcessor() {
		this.p.lend(this.m1);
		assertThat(this.p.beginProduce(this.m1)).isTrue();
		assertThat(this.p.reclaim(this.m1)).isTrue();
		assertThat(this.p.beginProduce(this.m1)).isFalse();
	}

	@Test
	void whoeverTakesTheProcessorWinsOverWhoeverProduces() {
		this.p.lend(this.m1);
		long word = this.p.runningOwner();
		assertThat(this.p.beginProduce(this.m1)).isTrue();
		assertThat(this.p.retake(word, HandoffReason.TIMESLICE)).as("while it produces").isFalse();
		assertThat(this.p.handoffs(HandoffReason.TIMESLICE)).isZero();
		assertThat(this.p.runningOwner()).isZero();
		this.p.endProduce(this.m1);
		assertThat(this.p.retake(word, HandoffReason.TIMESLICE)).isTrue();
		assertThat(this.p.beginProduce(this.m1)).isFalse();
		assertThat(this.p.reclaim(this.m1)).isFalse();
		assertThat(this.p.handoffs(HandoffReason.TIMESLICE)).isOne();
		assertThat(this.p.handoffs(HandoffReason.BLOCKED)).isZero();
	}

	@Test
	void ownerIsWhoRunsOrProduces() {
		assertThat(this.p.isOwner(this.m1)).isFalse();
		this.p.lend(this.m1);
		assertThat(this.p.isOwner(this.m1)).isTrue();
		assertThat(this.p.isOwner(this.m2)).isFalse();
		assertThat(this.p.beginProduce(this.m1)).isTrue();
		assertThat(this.p.isOwner(this.m1)).isTrue();
		assertThat(this.p.isOwner(this.m2)).isFalse();
	}

	@Test
	void countsItsTimeSlicesAndWhatItHasStolen() {
		this.p.tick();
		this.p.tick();
		assertThat(this.p.ticks()).isEqualTo(2);
		this.p.stole(3);
		this.p.stole(4);
		assertThat(this.p.steals()).isEqualTo(7);
		this.scheduler.processors.get(129).stole(5);
		assertThat(this.scheduler.processors.sum(Processor::steals)).isEqualTo(12);
	}

	@Test
	void tellsWhetherThereIsANextOne() {
		assertThat(this.p.hasRunNext()).isFalse();
		this.p.queue.addNext(new Task(1));
		assertThat(this.p.hasRunNext()).isTrue();
	}

	@Test
	void machineThatLostItsProcessorDoesNotTakeItForItsOwnOnAnother() {
		this.p.lend(this.m1);
		assertThat(this.p.retake(this.p.runningOwner(), HandoffReason.BLOCKED)).isTrue();
		this.p.lend(this.m2);
		assertThat(this.p.beginProduce(this.m1)).as("it runs, but on another M").isFalse();
		assertThat(this.p.reclaim(this.m1)).isFalse();
		assertThat(this.p.reclaim(this.m2)).isTrue();
	}

	@Test
	void idleProcessorsComeOutLowestFirstAndOnce() {
		Processors processors = this.scheduler.processors;
		assertThat(processors.busy()).isZero();
		for (int id = 0; id < 130; id++) {
			Processor taken = processors.takeIdle();
			assertThat(taken).isNotNull().isSameAs(processors.get(id));
			assertThat(processors.isIdle(taken)).isFalse();
		}
		assertThat(processors.takeIdle()).isNull();
		assertThat(processors.anyIdle()).isFalse();
		processors.putIdle(processors.get(129));
		processors.putIdle(processors.get(64));
		assertThat(processors.anyIdle()).isTrue();
		assertThat(processors.busy()).isEqualTo(128);
		assertThat(processors.takeIdle()).isSameAs(processors.get(64));
		assertThat(processors.takeIdle()).isSameAs(processors.get(129));
	}

	@Test
	void idleProcessorHasAnEmptyQueue() {
		Processor taken = this.scheduler.processors.takeIdle();
		assertThat(taken).isNotNull();
		taken.queue.add(new Task(1));
		taken.queue.addNext(new Task(2));
		this.scheduler.processors.putIdle(taken);
		assertThat(taken.queue.isEmpty()).isTrue();
		assertThat(this.scheduler.global.size()).isEqualTo(2);
	}

	@Test
	void surplusProcessorsRetireWithTheirQueuesMovedAndComeBack() {
		Processors processors = this.scheduler.processors;
		Processor busy = processors.get(100);
		while (processors.takeIdle() != busy) {
			// Those below it are busy as well.
		}
		busy.queue.add(new Task(1));
		busy.queue.addNext(new Task(2));
		assertThat(processors.resize(3)).isEqualTo(130);
		assertThat(processors.count()).isEqualTo(3);
		assertThat(processors.takeIdle()).as("101 to 129 were idle and are gone").isNull();
		assertThat(processors.isSurplus(busy)).isTrue();
		processors.putIdle(busy);
		assertThat(processors.takeIdle()).isNull();
		assertThat(this.scheduler.global.size()).as("its queue has moved").isEqualTo(2);
		assertThat(processors.resize(102)).isEqualTo(3);
		assertThat(processors.takeIdle()).isSameAs(busy);
		assertThat(processors.takeIdle()).isSameAs(processors.get(101));
		assertThat(processors.takeIdle()).as("the others were never given back").isNull();
	}

	@Test
	void surplusAreThoseFromGomaxprocsOn() {
		Processors processors = this.scheduler.processors;
		processors.resize(3);
		assertThat(processors.isSurplus(processors.get(2))).isFalse();
		assertThat(processors.isSurplus(processors.get(3))).isTrue();
	}

	@Test
	void surplusOnesAreBusyUntilTheyRetire() {
		Processors processors = this.scheduler.processors;
		Processor first = processors.takeIdle();
		Processor second = processors.takeIdle();
		assertThat(first).isNotNull();
		assertThat(second).isNotNull();
		assertThat(processors.busy()).isEqualTo(2);
		processors.resize(1);
		assertThat(processors.busy()).isEqualTo(2);
		processors.putIdle(first);
		assertThat(processors.busy()).isOne();
		assertThat(this.scheduler.processors()).containsExactly(first, second);
		processors.retire(second);
		assertThat(processors.busy()).isZero();
		assertThat(this.scheduler.processors()).containsExactly(first);
	}

	@Test
	void whoeverRetiresOneThatIsNoLongerSurplusGivesItBack() {
		Processors processors = this.scheduler.processors;
		Processor taken = processors.takeIdle();
		assertThat(taken).isNotNull();
		processors.retire(taken);
		assertThat(processors.takeIdle()).isSameAs(taken);
	}

	@Test
	void fromTheMostToOneAndBack() {
		Processors processors = new Processors(this.scheduler.global, Processors.MAX);
		assertThat(processors.resize(1)).isEqualTo(Processors.MAX);
		assertThat(processors.takeIdle()).isSameAs(processors.get(0));
		assertThat(processors.takeIdle()).isNull();
		processors.resize(Processors.MAX);
		assertThat(processors.busy()).isOne();
	}

}
