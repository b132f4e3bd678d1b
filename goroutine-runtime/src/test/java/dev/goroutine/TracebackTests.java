package dev.goroutine;

import java.time.Instant;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The text is that of Go, to the letter.
 */
class TracebackTests {

	private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

	private static final StackTraceElement FRAME = new StackTraceElement("com.example.Main", "work", "Main.java", 23);

	@Test
	void waitingWithMinutesAndCreator() {
		GoroutineSnapshot goroutine = new GoroutineSnapshot(18, "", GoroutineStatus.WAITING, "chan receive",
				NOW.minusSeconds(179), List.of(FRAME), new GoroutineSnapshot.CreatedBy(1L,
						new StackTraceElement("com.example.Main", "main", "Main.java", 10)));
		assertThat(Traceback.of(List.of(goroutine), NOW)).isEqualTo("""
				goroutine 18 [chan receive, 2 minutes]:
				com.example.Main.work(...)
				\tMain.java:23
				created by com.example.Main.main in goroutine 1
				\tMain.java:10
				""");
	}

	@Test
	void minutesFromTheFirstOn() {
		assertThat(header(goroutine("sleep", NOW.minusSeconds(59)))).isEqualTo("goroutine 1 [sleep]:");
		assertThat(header(goroutine("sleep", NOW.minusSeconds(60)))).isEqualTo("goroutine 1 [sleep, 1 minutes]:");
		assertThat(header(goroutine("sleep", NOW.plusSeconds(90)))).isEqualTo("goroutine 1 [sleep]:");
	}

	@Test
	void words() {
		assertThat(header(new GoroutineSnapshot(1, "", GoroutineStatus.RUNNING, null, null, List.of(), null)))
			.isEqualTo("goroutine 1 [running]:");
		assertThat(header(new GoroutineSnapshot(1, "", GoroutineStatus.RUNNABLE, null, null, List.of(), null)))
			.isEqualTo("goroutine 1 [runnable]:");
		assertThat(header(new GoroutineSnapshot(1, "", GoroutineStatus.WAITING, null, null, List.of(), null)))
			.isEqualTo("goroutine 1 [waiting]:");
		assertThat(header(new GoroutineSnapshot(1, "", GoroutineStatus.BLOCKED, null, null, List.of(), null)))
			.isEqualTo("goroutine 1 [syscall]:");
		assertThat(header(new GoroutineSnapshot(1, "", GoroutineStatus.DEAD, null, null, List.of(), null)))
			.isEqualTo("goroutine 1 [dead]:");
	}

	@Test
	void nameIsALabelAndStaysOnItsLine() {
		assertThat(
				header(new GoroutineSnapshot(1, "a \"b\"\n\\c", GoroutineStatus.RUNNING, null, null, List.of(), null)))
			.isEqualTo("goroutine 1 [running] {name: \"a \\\"b\\\"\\u000a\\\\c\"}:");
	}

	@Test
	void nameCannotPretendToBeSomethingElse() {
		String hostile = "\u202e\u2028\u001b[2J\ud800x\udbff\udffeé\ud83d\ude00";
		assertThat(header(new GoroutineSnapshot(1, hostile, GoroutineStatus.RUNNING, null, null, List.of(), null)))
			.isEqualTo("goroutine 1 [running] {name: \"\\u202e\\u2028\\u001b[2J\\ud800x\\U0010fffeé\ud83d\ude00\"}:");
		assertThat(header(
				new GoroutineSnapshot(1, "x".repeat(1_001), GoroutineStatus.RUNNING, null, null, List.of(), null)))
			.endsWith("x...\"}:")
			.hasSizeLessThan(1_050);
	}

	@Test
	void oneOfTheTwoThatCreatedIt() {
		assertThat(created(new GoroutineSnapshot.CreatedBy(7L, null))).isEqualTo("created by goroutine 7\n");
		assertThat(created(new GoroutineSnapshot.CreatedBy(null, FRAME)))
			.isEqualTo("created by com.example.Main.work\n\tMain.java:23\n");
	}

	@Test
	void blankLineBetweenGoroutines() {
		GoroutineSnapshot goroutine = goroutine("sleep", NOW);
		assertThat(Traceback.of(List.of(goroutine, goroutine), NOW))
			.isEqualTo("goroutine 1 [sleep]:\n\ngoroutine 1 [sleep]:\n");
		assertThat(Traceback.of(List.of(), NOW)).isEmpty();
	}

	@Test
	void deepStackIsCutInTheMiddle() {
		String text = frames(Collections.nCopies(103, FRAME));
		assertThat(text).contains("\n...3 frames elided...\n");
		assertThat(text.lines().filter((line) -> line.startsWith("com.example"))).hasSize(100);
		assertThat(frames(Collections.nCopies(100, FRAME))).doesNotContain("elided");
	}

	@Test
	void placesThatAreNotKnown() {
		assertThat(frames(List.of(new StackTraceElement("A", "a", "A.java", -2),
				new StackTraceElement("B", "b", null, -1), new StackTraceElement("C", "c", "C.java", -1))))
			.endsWith("A.a(...)\n\tA.java (native)\nB.b(...)\n\tUnknown Source\nC.c(...)\n\tC.java\n");
	}

	private static GoroutineSnapshot goroutine(String reason, Instant since) {
		return new GoroutineSnapshot(1, "", GoroutineStatus.WAITING, reason, since, List.of(), null);
	}

	private static String header(GoroutineSnapshot goroutine) {
		return Traceback.of(List.of(goroutine), NOW).stripTrailing();
	}

	private static String frames(List<StackTraceElement> frames) {
		return Traceback.of(List.of(new GoroutineSnapshot(1, "", GoroutineStatus.RUNNING, null, null, frames, null)),
				NOW);
	}

	private static String created(GoroutineSnapshot.@Nullable CreatedBy createdBy) {
		String text = Traceback
			.of(List.of(new GoroutineSnapshot(1, "", GoroutineStatus.RUNNING, null, null, List.of(), createdBy)), NOW);
		return text.substring(text.indexOf('\n') + 1);
	}

}
