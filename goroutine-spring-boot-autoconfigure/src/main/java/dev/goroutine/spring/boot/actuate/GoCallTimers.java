package dev.goroutine.spring.boot.actuate;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

import dev.goroutine.spring.GoOutcome;
import dev.goroutine.spring.observation.GoCallMetrics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Times {@link dev.goroutine.spring.Go @Go} calls, with the timer {@code goroutine.go}.
 */
public class GoCallTimers implements GoCallMetrics {

	private final MeterRegistry registry;

	/**
	 * Creates the timers.
	 * @param registry where to register them
	 */
	public GoCallTimers(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public Recorder forMethod(String runtime, Class<?> type, String method) {
		Meter.MeterProvider<Timer> timers = Timer.builder("goroutine.go")
			.description("Time from the call of a @Go method until its result is there")
			.tag("runtime", runtime)
			.tag("class", type.getName())
			.tag("method", method)
			.withRegistry(this.registry);
		// Most calls succeed, so that timer is not looked up each time.
		Timer success = timer(timers, GoOutcome.SUCCESS);
		return (nanos, outcome) -> ((outcome == GoOutcome.SUCCESS) ? success : timer(timers, outcome)).record(nanos,
				TimeUnit.NANOSECONDS);
	}

	private static Timer timer(Meter.MeterProvider<Timer> timers, GoOutcome outcome) {
		return timers.withTag("outcome", outcome.name().toLowerCase(Locale.ROOT));
	}

}
