package dev.goroutine.spring;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.goroutine.GoRuntime;
import dev.goroutine.GoroutineSnapshot;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The shutdown of one runtime. It happens once, whoever asks for it and how often. Safe
 * for use by several threads.
 */
final class RuntimeShutdown {

	private static final Log logger = LogFactory.getLog(RuntimeShutdown.class);

	private final GoRuntime runtime;

	private final Duration grace;

	private @Nullable CompletableFuture<Void> end;

	RuntimeShutdown(GoRuntime runtime, Duration grace) {
		this.runtime = runtime;
		this.grace = grace;
	}

	/**
	 * Begins it, on a thread of its own, so that several runtimes drain at once.
	 * @return done at its end
	 */
	synchronized CompletableFuture<Void> begin() {
		CompletableFuture<Void> end = this.end;
		if (end == null) {
			end = CompletableFuture.runAsync(this::run,
					(task) -> Thread.ofPlatform().name("goroutine-shutdown-" + this.runtime.name()).start(task));
			this.end = end;
		}
		return end;
	}

	private void run() {
		logger.debug("Shutting down the runtime '" + this.runtime.name() + "' within " + this.grace);
		if (!this.runtime.shutdown(this.grace)) {
			List<GoroutineSnapshot> unfinished = this.runtime.goroutines();
			logger.warn("The runtime '" + this.runtime.name() + "' was shut down, but " + unfinished.size()
					+ " of its goroutines have not ended after " + this.grace + " and an interrupt:"
					+ UnfinishedGoroutines.describe(unfinished));
		}
	}

}
