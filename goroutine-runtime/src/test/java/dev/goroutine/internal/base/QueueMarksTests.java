package dev.goroutine.internal.base;

import dev.goroutine.internal.watch.RunnableAgeTests;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The marks one by one; {@link RunnableAgeTests} has what they are good for.
 */
class QueueMarksTests {

	/** As many as there is room for. */
	private static final int MARKS = 32;

	private final QueueMarks marks = new QueueMarks();

	@Test
	void eachLookMarksWhatHasCome() {
		assertThat(this.marks.look(10, 0, 1)).isEqualTo(10);
		assertThat(this.marks.look(20, 0, 2)).isEqualTo(10);
		assertThat(this.marks.look(30, 0, 3)).isEqualTo(10);
		assertThat(this.marks.look(40, 1, 3)).isEqualTo(20);
		assertThat(this.marks.look(50, 2, 3)).isEqualTo(30);
		assertThat(this.marks.look(60, 3, 3)).isEqualTo(60);
	}

	@Test
	void twoLooksAtTheSameTimeMarkTwice() {
		this.marks.look(10, 0, 1);
		this.marks.look(10, 0, 2);
		assertThat(this.marks.look(20, 1, 2)).isEqualTo(10);
	}

	@Test
	void marksThatWereDroppedAreForgotten() {
		this.marks.look(10, 0, 1);
		this.marks.look(20, 0, 2);
		this.marks.look(30, 2, 2);
		this.marks.look(40, 2, 3);
		assertThat(this.marks.look(50, 2, 3)).isEqualTo(40);
		assertThat(this.marks.look(60, 3, 3)).isEqualTo(60);
		assertThat(this.marks.look(70, 3, 4)).isEqualTo(70);
	}

	@Test
	void allMayBePassedAtOnce() {
		for (int i = 0; i < MARKS; i++) {
			this.marks.look(i, 0, i + 1);
		}
		assertThat(this.marks.look(100, MARKS, MARKS)).isEqualTo(100);
	}

	@Test
	void ifThereAreTooManyEverySecondGoes() {
		for (int i = 0; i <= MARKS; i++) {
			this.marks.look(i, 0, i + 1);
		}
		for (int gone = 0; gone <= MARKS; gone++) {
			// The mark of the first that is left, or the next one's.
			assertThat(this.marks.look(100, gone, MARKS + 1)).as("%d gone", gone).isEqualTo(gone + gone % 2);
		}
	}

	@Test
	void thenNewOnesAreSetHalfAsOften() {
		for (int i = 0; i <= MARKS; i++) {
			this.marks.look(1_000 + 10 * i, 0, i + 1);
		}
		// The last was at 1,320, and they are 19 apart now.
		this.marks.look(1_330, 0, MARKS + 2);
		this.marks.look(1_340, 0, MARKS + 3);
		assertThat(this.marks.look(1_350, MARKS + 1, MARKS + 3)).isEqualTo(1_340);
	}

	@Test
	void andAsOftenAsBeforeOnceTheQueueWasEmpty() {
		for (int i = 0; i <= MARKS; i++) {
			this.marks.look(10L * i, 0, i + 1);
		}
		this.marks.look(1_000, MARKS + 1, MARKS + 1);
		this.marks.look(1_001, MARKS + 1, MARKS + 2);
		this.marks.look(1_002, MARKS + 1, MARKS + 3);
		assertThat(this.marks.look(1_003, MARKS + 2, MARKS + 3)).isEqualTo(1_002);
	}

}
