package dev.goroutine.spring.runtime;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.GoroutineSnapshot;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The shutdown of some runtimes at once. Within its grace each runtime takes new work as
 * long as anything is in flight in any of them: work of one may start children in
 * another. When its grace is over it is ended, whatever is in flight in the others. A
 * goroutine that runs the shutdown itself, or has called {@code System.exit}, is not
 * waited for.
 */
final class RuntimesShutdown {

	private static final Log logger = LogFactory.getLog(RuntimesShutdown.class);

	private final Map<GoRuntime, Duration> graces;

	private final long start = System.nanoTime();

	/** The ends that have begun. */
	private final Map<GoRuntime, CompletableFuture<Void>> ends = new HashMap<>();

	RuntimesShutdown(Map<GoRuntime, Duration> graces) {
		this.graces = graces;
	}

	/**
	 * Begins the shutdown on a thread of its own, so that the caller may tell others
	 * meanwhile. If the caller is a goroutine, the shutdown runs on it and is over at the
	 * return: a goroutine is left out of what is waited for only while it waits itself.
	 * @return a future that is done at the end
	 */
	CompletableFuture<Void> begin() {
		if (Goroutine.current() == null) {
			return onThread("goroutine-shutdown", this::run);
		}
		run();
		return CompletableFuture.completedFuture(null);
	}

	private static CompletableFuture<Void> onThread(String name, Runnable body) {
		return CompletableFuture.runAsync(body, (task) -> Thread.ofPlatform().name(name).start(task));
	}

	/**
	 * Shuts down and returns at the end. An interrupt is kept for what the caller does
	 * next.
	 */
	void run() {
		boolean interrupted = Thread.interrupted();
		try {
			GoRuntime ofCaller = ofCaller();
			while (isInFlight()) {
				for (GoRuntime runtime : this.graces.keySet()) {
					if (left(runtime).isPositive()) {
						runtime.awaitQuiescence(shortestLeft());
						interrupted |= Thread.interrupted();
					}
					else if (runtime != ofCaller) {
						endOnThread(runtime);
					}
				}
			}
			this.graces.keySet().stream().filter((runtime) -> runtime != ofCaller).forEach(this::endOnThread);
			if (ofCaller != null) {
				end(ofCaller);
			}
			this.ends.values().forEach(CompletableFuture::join);
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private boolean isInFlight() {
		return this.graces.keySet()
			.stream()
			.anyMatch((runtime) -> left(runtime).isPositive() && !runtime.awaitQuiescence(Duration.ZERO));
	}

	private Duration left(GoRuntime runtime) {
		Duration left = grace(runtime).minusNanos(System.nanoTime() - this.start);
		return left.isNegative() ? Duration.ZERO : left;
	}

	private Duration grace(GoRuntime runtime) {
		return this.graces.getOrDefault(runtime, Duration.ZERO);
	}

	/** The time until the first of the graces that are left is over. */
	private Duration shortestLeft() {
		return this.graces.keySet()
			.stream()
			.map(this::left)
			.filter(Duration::isPositive)
			.min(Comparator.naturalOrder())
			.orElse(Duration.ZERO);
	}

	/**
	 * Ends a runtime, unless that has begun. The runtime of the caller ends on the
	 * caller.
	 */
	private void endOnThread(GoRuntime runtime) {
		this.ends.computeIfAbsent(runtime,
				(key) -> onThread("goroutine-shutdown-" + runtime.name(), () -> end(runtime)));
	}

	private @Nullable GoRuntime ofCaller() {
		Goroutine<?> caller = Goroutine.current();
		return (caller == null) ? null
				: this.graces.keySet()
					.stream()
					.filter((runtime) -> runtime.goroutine(caller.id()) != null)
					.findFirst()
					.orElse(null);
	}

	private void end(GoRuntime runtime) {
		logger.debug("Shutting down the runtime '" + runtime.name() + "' within " + left(runtime));
		if (!runtime.shutdown(left(runtime))) {
			List<GoroutineSnapshot> unfinished = runtime.goroutines();
			logger.warn("The runtime '" + runtime.name() + "' was shut down, but " + unfinished.size()
					+ " of its goroutines have not ended after " + grace(runtime) + " and an interrupt:"
					+ UnfinishedGoroutines.describe(unfinished));
		}
	}

}
