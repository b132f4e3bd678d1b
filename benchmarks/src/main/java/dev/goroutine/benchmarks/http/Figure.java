package dev.goroutine.benchmarks.http;

import java.util.function.ToDoubleFunction;

import dev.goroutine.benchmarks.harness.Target;
import dev.goroutine.benchmarks.harness.Unit;

/**
 * One figure of a comparison, a line of the table.
 *
 * @param text what it is
 * @param unit what it is counted in
 * @param value takes it from a measurement
 * @param againstOther what it should be to the other's
 * @param againstAlone what it should be to our own when nothing disturbs
 */
record Figure(String text, Unit unit, ToDoubleFunction<Measurement> value, Target againstOther, Target againstAlone) {

	static Figure rate(Target againstOther, Target againstAlone) {
		return new Figure("those who wait", Unit.REQUESTS_PER_SECOND, Measurement::requestsPerSecond, againstOther,
				againstAlone);
	}

	static Figure p99(Target againstOther, Target againstAlone) {
		return new Figure("their p99", Unit.MILLISECONDS, Measurement::p99Millis, againstOther, againstAlone);
	}

	static Figure cpu() {
		return new Figure("CPU for each", Unit.CPU_NANOSECONDS, Measurement::cpuNanosPerRequest, Target.NONE,
				Target.NONE);
	}

	static Figure disturbances(Target againstOther) {
		return new Figure("those who disturb", Unit.REQUESTS_PER_SECOND, Measurement::disturbancesPerSecond,
				againstOther, Target.NONE);
	}

}
