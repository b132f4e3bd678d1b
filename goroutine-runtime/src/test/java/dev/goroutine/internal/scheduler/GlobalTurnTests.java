package dev.goroutine.internal.scheduler;

import java.time.Duration;

import dev.goroutine.internal.base.GlobalTurn;
import dev.goroutine.internal.base.VictimOrder;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.internal.queue.Task;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long the global queue waits for a P that has always something else to do.
 */
class GlobalTurnTests {

	private final GlobalTurn turn = new GlobalTurn();

	@BeforeAll
	static void open() {
		VirtualThreads.open(false);
	}

	@Test
	void shortSlicesGoOnFor61() {
		assertThat(slicesUntilDue(150)).isEqualTo(61);
	}

	@Test
	void longSlicesGoOnForTheTarget() {
		assertThat(slicesUntilDue(20_000)).isEqualTo(10);
	}

	@Test
	void whatCountsAreTheSlicesSinceTheLastTurn() {
		this.turn.taken(1_000, 0);
		this.turn.taken(1_010, 10 * 20_000);
		assertThat(this.turn.isDue(1_019)).isFalse();
		assertThat(this.turn.isDue(1_020)).isTrue();
	}

	@Test
	void localQueueHasEveryOtherTurnAtLeast() {
		assertThat(slicesUntilDue(10_000_000)).isEqualTo(2);
	}

	@Test
	void oneLongSliceIsForgottenAtTheNextTurn() {
		this.turn.taken(0, 0);
		this.turn.taken(61, 100_000_000);
		assertThat(this.turn.isDue(63)).isTrue();
		this.turn.taken(63, 100_000_300);
		assertThat(this.turn.isDue(63 + 60)).isFalse();
		assertThat(this.turn.isDue(63 + 61)).isTrue();
	}

	/** One of them every 61st turn would take 12,200 turns. */
	@Test
	void allThatWaitBeginSoonBesideGoroutinesThatYield() {
		assertThat(turnsUntilAllHaveBegun(200, 100)).isLessThan(2_000);
	}

	/** As above. */
	@Test
	void allThatWaitBeginSoonBesideMoreThanTheLocalQueueHolds() {
		assertThat(turnsUntilAllHaveBegun(200, 1_000)).isLessThan(5_000);
	}

	/**
	 * One P, whose goroutines yield all the time, and others in the global queue. Tried
	 * again if a slice was long meanwhile, on a busy machine or before the JIT has
	 * compiled this: the turns would be by the clock then, not every 61st.
	 */
	private static int turnsUntilAllHaveBegun(int waiting, int yielding) {
		int turns = 0;
		for (int i = 0; i < 10_000 && turns == 0; i++) {
			turns = turnsUntilAllHaveBegunOrASliceIsLong(waiting, yielding);
		}
		assertThat(turns).as("turns in a try with short slices").isPositive();
		return turns;
	}

	private static int turnsUntilAllHaveBegunOrASliceIsLong(int waiting, int yielding) {
		Scheduler scheduler = new Scheduler("test", 1, 10, Duration.ZERO, VictimOrder.NONE, true,
				(watched) -> new Unwatched());
		Processor p = scheduler.processors.get(0);
		for (int i = 0; i < yielding; i++) {
			p.queue.add(new Task(-1));
		}
		for (int i = 0; i < waiting; i++) {
			scheduler.global.add(new Task(i));
		}
		Search search = new Search(scheduler, false);
		int turns = 0;
		for (int begun = 0; begun < waiting; turns++) {
			boolean wasDue = turns > 0 && p.globalTurn.isDue(p.ticks());
			Task task = (Task) search.next(p);
			assertThat(task).isNotNull();
			if (wasDue && p.globalTurn.isDue(p.ticks() + GlobalTurn.MAX_INTERVAL - 1)) {
				return 0;
			}
			p.tick();
			if (task.number() < 0) {
				p.queue.add(task);
			}
			else {
				begun++;
			}
		}
		return turns;
	}

	private int slicesUntilDue(long nanosPerSlice) {
		this.turn.taken(0, 0);
		this.turn.taken(100, 100 * nanosPerSlice);
		int slices = 0;
		while (!this.turn.isDue(100 + slices)) {
			slices++;
		}
		return slices;
	}

}
