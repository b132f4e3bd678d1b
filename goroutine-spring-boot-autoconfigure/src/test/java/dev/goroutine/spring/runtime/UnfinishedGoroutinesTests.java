package dev.goroutine.spring.runtime;

import java.util.ArrayList;
import java.util.List;

import dev.goroutine.GoroutineSnapshot;
import dev.goroutine.GoroutineStatus;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link UnfinishedGoroutines}.
 */
class UnfinishedGoroutinesTests {

	private static final StackTraceElement PARK = new StackTraceElement(null, "java.base", "25",
			"java.util.concurrent.locks.LockSupport", "park", "LockSupport.java", 1);

	private static final StackTraceElement OURS = new StackTraceElement("com.example.Quotes", "ask", "Quotes.java", 42);

	@Test
	void innermostFrameOfTheApplication() {
		assertThat(lines(new GoroutineSnapshot(7, "Quotes.ask", GoroutineStatus.WAITING, "sync.Mutex.Lock", null,
				List.of(PARK, OURS), null)))
			.containsExactly("",
					"  goroutine 7 'Quotes.ask' [sync.Mutex.Lock] at com.example.Quotes.ask(Quotes.java:42)");
	}

	@Test
	void withoutFrameOfTheApplicationOrName() {
		assertThat(lines(new GoroutineSnapshot(7, "", GoroutineStatus.RUNNING, null, null, List.of(PARK), null)))
			.containsExactly("", "  goroutine 7 [running] at " + PARK);
	}

	@Test
	void withoutStack() {
		assertThat(lines(new GoroutineSnapshot(7, "", GoroutineStatus.RUNNABLE, null, null, List.of(), null)))
			.containsExactly("", "  goroutine 7 [runnable]");
	}

	@Test
	void noMoreThanAnybodyReads() {
		List<GoroutineSnapshot> goroutines = new ArrayList<>();
		for (int i = 0; i < 25; i++) {
			goroutines.add(new GoroutineSnapshot(i, "", GoroutineStatus.RUNNABLE, null, null, List.of(), null));
		}
		assertThat(lines(goroutines.toArray(GoroutineSnapshot[]::new))).hasSize(22).endsWith("  and 5 more");
	}

	private static List<String> lines(GoroutineSnapshot... goroutines) {
		return UnfinishedGoroutines.describe(List.of(goroutines)).lines().toList();
	}

}
