package dev.goroutine.spring.boot.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.goroutine.GoRuntime;
import dev.goroutine.SchedulerSnapshot;
import dev.goroutine.SchedulerSnapshot.MachineStatus;
import dev.goroutine.SchedulerSnapshot.ProcessorStatus;
import dev.goroutine.spring.runtime.GoRuntimes;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * {@link HealthIndicator} that is down while goroutines of any runtime starve: they could
 * run, and have waited for a P for longer than a threshold.
 */
public class GoroutineHealthIndicator extends AbstractHealthIndicator {

	private final GoRuntimes runtimes;

	private final Duration threshold;

	/**
	 * Creates the indicator.
	 * @param runtimes the runtimes to watch
	 * @param threshold how long a goroutine may wait
	 */
	public GoroutineHealthIndicator(GoRuntimes runtimes, Duration threshold) {
		super("Goroutine health check failed");
		this.runtimes = runtimes;
		this.threshold = threshold;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		builder.up();
		builder.withDetail("starvationThreshold", this.threshold);
		for (GoRuntime runtime : this.runtimes.getAll()) {
			SchedulerSnapshot snapshot = runtime.snapshot();
			Map<String, Object> details = new LinkedHashMap<>();
			details.put("runnable", snapshot.goroutines().runnable());
			details.put("oldestRunnable", snapshot.oldestRunnable());
			if (snapshot.oldestRunnable().compareTo(this.threshold) > 0) {
				builder.down();
				details.put("reason", reason(snapshot));
			}
			builder.withDetail(runtime.name(), details);
		}
	}

	private static String reason(SchedulerSnapshot snapshot) {
		int machines = snapshot.machines().size();
		if (machines >= snapshot.maxM()) {
			long blocked = snapshot.machines()
				.stream()
				.filter((machine) -> machine.status() == MachineStatus.BLOCKED)
				.count();
			return "all " + machines + " Ms (max-m) are there, " + blocked
					+ " of them blocked: raise max-m, or find out what they do by the goroutines endpoint";
		}
		if (snapshot.processors().stream().allMatch((processor) -> processor.status() == ProcessorStatus.RUNNING)) {
			return "all " + snapshot.gomaxprocs() + " Ps (gomaxprocs) are busy: there is more work than they get done";
		}
		return "a P is idle, and no M comes for it: there may be no OS thread or no CPU to be had";
	}

}
