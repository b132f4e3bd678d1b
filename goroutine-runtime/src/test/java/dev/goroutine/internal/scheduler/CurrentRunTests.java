package dev.goroutine.internal.scheduler;

import dev.goroutine.internal.base.HandoffReason;
import dev.goroutine.internal.queue.Resumable;
import dev.goroutine.internal.queue.Task;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an M runs, whose P may be taken meanwhile, and who may be made background work.
 */
class CurrentRunTests {

	/** No thread has that id. */
	private static final int NOBODY = Integer.MAX_VALUE;

	private final CurrentRun run = new CurrentRun();

	private final Resumable task = new Task(1);

	@Test
	void isOfWhatWasBegunUntilThatEnds() {
		assertThat(this.run.task()).isNull();
		this.run.begin(this.task);
		assertThat(this.run.isOf(this.task)).isTrue();
		assertThat(this.run.isOf(new Task(2))).isFalse();
		assertThat(this.run.task()).isSameAs(this.task);
		this.run.end();
		assertThat(this.run.isOf(this.task)).isFalse();
		assertThat(this.run.task()).isNull();
	}

	@Test
	void losesItsProcessorForThatRunOnly() {
		this.run.begin(this.task);
		assertThat(this.run.lostFor()).isNull();
		this.run.lost(this.run.number(), HandoffReason.BLOCKED);
		assertThat(this.run.lostFor()).isEqualTo(HandoffReason.BLOCKED);
		this.run.end();
		assertThat(this.run.lostFor()).as("nothing runs").isNull();
		this.run.begin(this.task);
		assertThat(this.run.lostFor()).as("another run of the same").isNull();
	}

	@Test
	void whoeverTookTheProcessorOfAnEarlierRunSaysNothingOfThisOne() {
		this.run.begin(this.task);
		long number = this.run.number();
		this.run.end();
		this.run.begin(this.task);
		this.run.lost(number, HandoffReason.TIMESLICE);
		assertThat(this.run.lostFor()).isNull();
	}

	@Test
	void whoeverIsLateDoesNotUndoWhatWasSaidOfALaterRun() {
		this.run.begin(this.task);
		long number = this.run.number();
		this.run.tryGoOn();
		this.run.lost(this.run.number(), HandoffReason.EXPLICIT);
		this.run.lost(number, HandoffReason.TIMESLICE);
		assertThat(this.run.lostFor()).isEqualTo(HandoffReason.EXPLICIT);
		assertThat(this.run.demote(NOBODY, 10)).isFalse();
	}

	@Test
	void isNotDemotedForACall() {
		this.run.begin(this.task);
		this.run.lost(this.run.number(), HandoffReason.EXPLICIT);
		assertThat(this.run.demote(NOBODY, 10)).isFalse();
		assertThat(this.run.isDemoted()).isFalse();
	}

	@Test
	void hasLostNothingOnceItHasAnotherProcessor() {
		this.run.begin(this.task);
		this.run.lost(this.run.number(), HandoffReason.EXPLICIT);
		assertThat(this.run.tryGoOn()).isTrue();
		assertThat(this.run.lostFor()).isNull();
	}

	@Test
	void notDemotedIsWhoHasAnotherProcessor() {
		this.run.begin(this.task);
		this.run.lost(this.run.number(), HandoffReason.TIMESLICE);
		assertThat(this.run.tryGoOn()).isTrue();
		assertThat(this.run.demote(NOBODY, 10)).isFalse();
		assertThat(this.run.isDemoted()).isFalse();
	}

	@Test
	void demotedFurtherIsWhoIsToBeNicerAndHasNotEnded() {
		this.run.begin(this.task);
		assertThat(this.run.demoteFurther(NOBODY, 10)).as("not demoted").isFalse();
		this.run.lost(this.run.number(), HandoffReason.TIMESLICE);
		assertThat(this.run.demote(NOBODY, 10)).isTrue();
		assertThat(this.run.demoteFurther(NOBODY, 10)).as("not nicer").isFalse();
		assertThat(this.run.demoteFurther(NOBODY, 11)).isTrue();
		assertThat(this.run.isDemoted()).isTrue();
		assertThat(this.run.tryGoOn()).isFalse();
		assertThat(this.run.demoteFurther(NOBODY, 12)).as("its id may be another's").isFalse();
		assertThat(this.run.isDemoted()).isTrue();
		assertThat(this.run.tryGoOn()).isFalse();
	}

	@Test
	void demotedIsWhoStillRunsWithoutAProcessor() {
		this.run.begin(this.task);
		this.run.lost(this.run.number(), HandoffReason.TIMESLICE);
		this.run.demote(NOBODY, 10);
		assertThat(this.run.isDemoted()).isTrue();
		assertThat(this.run.lostFor()).isEqualTo(HandoffReason.TIMESLICE);
		this.run.end();
		assertThat(this.run.tryGoOn()).isFalse();
	}

	@Test
	void raisedIsWhoGoesOnWithAnotherRun() {
		this.run.begin(this.task);
		long number = this.run.number();
		this.run.lost(number, HandoffReason.TIMESLICE);
		this.run.demote(NOBODY, 10);
		this.run.end();
		assertThat(this.run.tryGoOn()).isFalse();
		this.run.raised();
		assertThat(this.run.isDemoted()).isFalse();
		assertThat(this.run.number()).isGreaterThan(number);
		assertThat(this.run.demoteFurther(NOBODY, 12)).isFalse();
		assertThat(this.run.demote(NOBODY, 10)).as("has lost nothing").isFalse();
		this.run.begin(this.task);
		assertThat(this.run.lostFor()).isNull();
		this.run.lost(this.run.number(), HandoffReason.TIMESLICE);
		assertThat(this.run.demote(NOBODY, 10)).isTrue();
	}

	@Test
	void notDemotedIsWhoseRunIsOver() {
		this.run.begin(this.task);
		this.run.lost(this.run.number(), HandoffReason.TIMESLICE);
		this.run.end();
		assertThat(this.run.tryGoOn()).isTrue();
		this.run.demote(NOBODY, 10);
		assertThat(this.run.isDemoted()).isFalse();
		this.run.begin(this.task);
		assertThat(this.run.lostFor()).isNull();
		assertThat(this.run.tryGoOn()).isTrue();
	}

	@Test
	void notDemotedIsWhoseThreadIsNotKnown() {
		this.run.begin(this.task);
		this.run.lost(this.run.number(), HandoffReason.TIMESLICE);
		this.run.demote(0, 10);
		assertThat(this.run.isDemoted()).isFalse();
		assertThat(this.run.tryGoOn()).isTrue();
	}

	@Test
	void cpuTimeIsCountedFromBeforeTheLossOfTheProcessorIfThatIsKnown() {
		this.run.begin(this.task);
		this.run.lost(this.run.number(), HandoffReason.TIMESLICE);
		this.run.seen(1_000);
		assertThat(this.run.burnedSinceSeen(1_009, 10)).isFalse();
		assertThat(this.run.burnedSinceSeen(1_010, 10)).isTrue();
		this.run.end();
		this.run.begin(this.task);
		assertThat(this.run.burnedSinceSeen(1_011, 10)).as("another run").isFalse();
	}

	@Test
	void cpuTimeIsCountedFromTheFirstLookAtARun() {
		this.run.begin(this.task);
		assertThat(this.run.burnedSinceSeen(1_000, 10)).isFalse();
		assertThat(this.run.burnedSinceSeen(1_009, 10)).isFalse();
		assertThat(this.run.burnedSinceSeen(1_010, 10)).isTrue();
		this.run.end();
		this.run.begin(this.task);
		assertThat(this.run.burnedSinceSeen(1_015, 10)).isFalse();
		assertThat(this.run.burnedSinceSeen(1_024, 10)).isFalse();
		assertThat(this.run.burnedSinceSeen(1_025, 10)).isTrue();
	}

}
