package dev.goroutine.scheduler;

import java.time.Duration;

import dev.goroutine.jdk.VirtualThreads;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ownership word and the set of idle Ps.
 */
class ProcessorTests {

	private final Scheduler scheduler = new Scheduler("test", 130, 10, Duration.ZERO, VictimOrder.NONE, true);

	private final Processor p = this.scheduler.processors[0];

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
	void idleProcessorsComeOutLowestFirstAndOnce() {
		IdleProcessors idle = this.scheduler.idleProcessors;
		assertThat(idle.size()).isEqualTo(130);
		for (int id = 0; id < 130; id++) {
			Processor taken = idle.take();
			assertThat(taken).isSameAs(this.scheduler.processors[id]);
			assertThat(idle.contains(taken)).isFalse();
		}
		assertThat(idle.take()).isNull();
		assertThat(idle.isEmpty()).isTrue();
		idle.put(this.scheduler.processors[129]);
		idle.put(this.scheduler.processors[64]);
		assertThat(idle.isEmpty()).isFalse();
		assertThat(idle.size()).isEqualTo(2);
		assertThat(idle.take()).isSameAs(this.scheduler.processors[64]);
		assertThat(idle.take()).isSameAs(this.scheduler.processors[129]);
	}

}
