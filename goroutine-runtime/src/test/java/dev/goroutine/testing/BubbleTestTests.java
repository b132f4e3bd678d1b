package dev.goroutine.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.goroutine.Chan;
import dev.goroutine.Goroutine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link BubbleTest} as JUnit sees it.
 */
class BubbleTestTests {

	/** Those of the test that is being run by a test. */
	private static final List<String> events = new ArrayList<>();

	private int runs;

	@BubbleTest(seeds = 10)
	void eachSeedHasAnInstanceOfItsOwn() throws Exception {
		assertThat(++this.runs).isEqualTo(1);
		assertThat(Goroutine.current()).isNotNull();
		Goroutine.sleep(Duration.ofDays(1));
	}

	@Test
	void runsAHundredSeedsUnlessToldOtherwise() {
		List<String> results = execute(Succeeding.class, "byDefault");
		assertThat(results).hasSize(100).startsWith("seed 1 SUCCESSFUL").endsWith("seed 100 SUCCESSFUL");
	}

	@Test
	void methodsAroundItRunOutside() {
		execute(Succeeding.class, "thrice");
		assertThat(events).containsExactly("before false", "in true", "after false", "before false", "in true",
				"after false", "before false", "in true", "after false");
	}

	@Test
	void firstFailureEndsItAndNamesTheSeed() {
		List<String> results = execute(Failing.class, "deadlocks");
		assertThat(results).singleElement()
			.asString()
			.startsWith("seed 1 FAILED java.lang.AssertionError: deadlock: all goroutines in bubble are blocked");
	}

	@Test
	void failsUnderTheScheduleThatFails() {
		List<String> results = execute(Failing.class, "losesAnUpdate");
		assertThat(results).hasSizeBetween(1, 99);
		assertThat(results.getLast()).contains("FAILED");
		assertThat(results.subList(0, results.size() - 1)).allMatch((result) -> result.endsWith("SUCCESSFUL"));
		assertThat(execute(Failing.class, "losesAnUpdate")).as("again").isEqualTo(results);
	}

	@Test
	void propertyRepeatsOneSeed() {
		System.setProperty(Bubble.SEED_PROPERTY, "4711");
		try {
			assertThat(execute(Succeeding.class, "thrice")).containsExactly("seed 4711 SUCCESSFUL");
		}
		finally {
			System.clearProperty(Bubble.SEED_PROPERTY);
		}
	}

	@Test
	void seedsMustBePositive() {
		assertThat(execute(Failing.class, "noSeeds")).singleElement()
			.asString()
			.contains("@BubbleTest(seeds = 0) on ", "seeds must be 1 or more");
	}

	private static List<String> execute(Class<?> type, String method) {
		events.clear();
		LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
			.selectors(DiscoverySelectors.selectMethod(type, method))
			.build();
		List<String> results = new ArrayList<>();
		LauncherFactory.create().execute(request, new TestExecutionListener() {
			@Override
			public void executionFinished(TestIdentifier test, TestExecutionResult result) {
				if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
					results.add(test.getDisplayName() + " " + result.getStatus()
							+ result.getThrowable().map((failure) -> " " + failure).orElse(""));
				}
			}
		});
		return results;
	}

	/** Run by the tests above. */
	static class Succeeding {

		@BeforeEach
		void before() {
			events.add("before " + (Goroutine.current() != null));
		}

		@AfterEach
		void after() {
			events.add("after " + (Goroutine.current() != null));
		}

		@BubbleTest
		void byDefault() throws Exception {
			Goroutine.sleep(Duration.ofDays(1));
		}

		@BubbleTest(seeds = 3)
		void thrice() {
			events.add("in " + (Goroutine.current() != null));
		}

	}

	/** Run by the tests above. */
	static class Failing {

		@BubbleTest
		void deadlocks() throws Exception {
			Chan.unbuffered().receive();
		}

		@BubbleTest
		void losesAnUpdate() throws Exception {
			int[] count = { 0 };
			List<Goroutine<Void>> both = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				both.add(Bubble.runtime().go(() -> {
					int before = count[0];
					Chan.buffered(1).send(before);
					count[0] = before + 1;
				}));
			}
			for (Goroutine<Void> each : both) {
				each.join();
			}
			assertThat(count[0]).isEqualTo(2);
		}

		@BubbleTest(seeds = 0)
		void noSeeds() {
		}

	}

}
