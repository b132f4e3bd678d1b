package dev.goroutine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.TestList;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs the jcstress tests of this module and looks at what was observed. There are two
 * kinds: tests of the runtime, and their <i>broken twins</i>, nested classes that have
 * the one rule under test without its crucial step. A forbidden outcome must not be seen
 * in the former, and must be seen in the latter: it shows that the test can fail.
 * <p>
 * None has more than two actors, since jcstress leaves out what has more than there are
 * CPUs.
 */
@Tag("long")
class StressTests {

	private static final Pattern TWIN = Pattern.compile("(.+)\\.Broken\\w+");

	private static final int CHANCES = 5;

	private static Map<String, TestResult> results = Map.of();

	/**
	 * On a machine that is busy with other things two actors may hardly ever run at the
	 * same time, which hides what is wrong with a twin: those get another chance. A test
	 * of the runtime that fails gets none.
	 */
	@BeforeAll
	static void run() throws Exception {
		JcstressRun all = JcstressRun.fromSystemProperties();
		results = new HashMap<>(all.run());
		for (int chance = 2; chance <= CHANCES; chance++) {
			List<String> missed = twinIsCaught().filter(StressTests::isUnnoticed).toList();
			if (missed.isEmpty()) {
				return;
			}
			results.putAll(all.only("again" + chance, missed).run());
		}
	}

	private static boolean isUnnoticed(String twin) {
		TestResult result = results.get(twin);
		return result != null && result.status() == Status.NORMAL && !sawForbidden(result);
	}

	private static boolean sawForbidden(TestResult result) {
		return result.grading().gradingResults.values()
			.stream()
			.anyMatch((outcome) -> outcome.expect == Expect.FORBIDDEN && outcome.count > 0);
	}

	@ParameterizedTest
	@MethodSource
	void runtimeNeverFails(String test) {
		TestResult result = result(test);
		assertThat(result.grading().isPassed).as(describe(result)).isTrue();
	}

	static Stream<String> runtimeNeverFails() {
		return tests().filter((test) -> !TWIN.matcher(test).matches());
	}

	@ParameterizedTest
	@MethodSource
	void twinIsCaught(String twin) {
		TestResult result = result(twin);
		assertThat(sawForbidden(result)).as(describe(result)).isTrue();
	}

	static Stream<String> twinIsCaught() {
		return tests().filter((test) -> TWIN.matcher(test).matches());
	}

	@ParameterizedTest
	@MethodSource("runtimeNeverFails")
	void everyTestHasATwin(String test) {
		assertThat(TestList.tests()).anyMatch((twin) -> twin.startsWith(test + ".Broken"));
	}

	private static Stream<String> tests() {
		Pattern selected = Pattern.compile(JcstressRun.fromSystemProperties().tests());
		return TestList.tests().stream().filter((test) -> selected.matcher(test).find()).sorted();
	}

	/** Those that did not run to their end are no results: they tell nothing. */
	private static TestResult result(String test) {
		TestResult result = results.get(test);
		assertThat(result).as("%s has run; each of its actors needs a CPU", test).isNotNull();
		assertThat(result.status()).as(describe(result)).isEqualTo(Status.NORMAL);
		return result;
	}

	private static String describe(TestResult result) {
		StringBuilder text = new StringBuilder(result.getName());
		result.grading().gradingResults.values()
			.forEach((outcome) -> text.append("%n%s: %,d times, %s, %s".formatted(outcome.id, outcome.count,
					outcome.expect, outcome.description)));
		result.getMessages().forEach((message) -> text.append("%n").append(message));
		return text.toString();
	}

}
