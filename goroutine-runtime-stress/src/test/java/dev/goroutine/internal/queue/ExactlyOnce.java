package dev.goroutine.internal.queue;

import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.infra.results.II_Result;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

/**
 * The outcome of most tests in here: of the things that were raced for, each has been had
 * exactly once.
 */
@Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "each was had exactly once")
@Outcome(expect = FORBIDDEN, desc = "so many were had by nobody, so many by more than one")
public final class ExactlyOnce {

	private ExactlyOnce() {
	}

	/**
	 * Sums up.
	 * @param times how often each was had
	 */
	public static void count(II_Result result, int... times) {
		for (int had : times) {
			if (had == 0) {
				result.r1++;
			}
			else if (had > 1) {
				result.r2++;
			}
		}
	}

}
