package dev.goroutine;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What the scheduler warns of, caught and kept from the console until closed.
 */
final class SchedulerWarnings extends Handler {

	final Queue<String> messages = new ConcurrentLinkedQueue<>();

	private final Logger logger = Logger.getLogger("dev.goroutine");

	SchedulerWarnings() {
		this.logger.addHandler(this);
		this.logger.setUseParentHandlers(false);
	}

	@Override
	public void publish(LogRecord entry) {
		this.messages.add(entry.getMessage());
	}

	@Override
	public void flush() {
	}

	@Override
	public void close() {
		this.logger.removeHandler(this);
		this.logger.setUseParentHandlers(true);
	}

}
