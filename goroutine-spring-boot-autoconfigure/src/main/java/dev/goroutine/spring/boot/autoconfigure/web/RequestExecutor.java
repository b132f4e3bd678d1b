package dev.goroutine.spring.boot.autoconfigure.web;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.GoRuntime;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Gives a web server a goroutine for whatever it would give to a thread of its pool. How
 * many there are at a time is up to the server, which knows how many connections it has.
 */
final class RequestExecutor implements Executor {

	private static final Log logger = LogFactory.getLog(RequestExecutor.class);

	private final GoRuntime runtime;

	private final String namePrefix;

	private final AtomicLong count = new AtomicLong();

	/**
	 * Creates the executor.
	 * @param runtime the runtime of the goroutines
	 * @param namePrefix what their names begin with; a log without names of threads is
	 * hard to read
	 */
	RequestExecutor(GoRuntime runtime, String namePrefix) {
		this.runtime = runtime;
		this.namePrefix = namePrefix;
	}

	@Override
	public void execute(Runnable task) {
		this.runtime.go(this.namePrefix + this.count.getAndIncrement(), () -> run(task));
	}

	/**
	 * Logs a failure. A server handles most; the rest would end in a future nobody has.
	 */
	private void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			logger.error("A task of the web server failed", ex);
			throw ex;
		}
	}

	@Override
	public String toString() {
		return "goroutines of the runtime '" + this.runtime.name() + "'";
	}

}
