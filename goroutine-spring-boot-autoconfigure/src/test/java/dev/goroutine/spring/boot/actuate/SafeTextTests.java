package dev.goroutine.spring.boot.actuate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SafeText}.
 */
class SafeTextTests {

	private static final StackTraceElement FRAME = new StackTraceElement("app", "module", "1", "com.example.A", "a",
			"A.java", 7);

	@Test
	void frameHasNeitherLoaderNorModule() {
		assertThat(SafeText.frame(FRAME)).isEqualTo("com.example.A.a(A.java:7)");
	}

	@Test
	void frameWhosePlaceIsNotKnown() {
		assertThat(SafeText.frame(new StackTraceElement("A", "a", "A.java", -1))).isEqualTo("A.a(A.java)");
		assertThat(SafeText.frame(new StackTraceElement("A", "a", null, -1))).isEqualTo("A.a(Unknown Source)");
		assertThat(SafeText.frame(new StackTraceElement("A", "a", "A.java", -2))).isEqualTo("A.a(Native Method)");
	}

	@Test
	void deepStackIsCutInTheMiddle() {
		assertThat(SafeText.stack(Collections.nCopies(100, FRAME))).hasSize(100).containsOnly(SafeText.frame(FRAME));
		List<StackTraceElement> deep = new ArrayList<>();
		for (int line = 0; line < 103; line++) {
			deep.add(new StackTraceElement("A", "a", "A.java", line));
		}
		List<String> cut = SafeText.stack(deep);
		assertThat(cut).hasSize(101);
		assertThat(cut.subList(49, 52)).containsExactly("A.a(A.java:49)", "...3 frames elided...", "A.a(A.java:53)");
		assertThat(cut).last().isEqualTo("A.a(A.java:102)");
	}

}
