package dev.goroutine.internal.base;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Starts threads that others depend on, whoever needs them: Go's {@code templateThread},
 * which exists to start threads from a known-good state. To Linux a new thread is as nice
 * as the one that starts it. That may be a demoted M, or nice for reasons of the user's,
 * and it takes a privilege to undo it. So a sysmon, which is neither, is asked to do it.
 * As long as there is none there is no demoted M either, and the caller does it.
 */
public final class TemplateThread {

	private static final Set<TemplateThread> running = ConcurrentHashMap.newKeySet();

	private final Queue<FutureTask<?>> requests = new ConcurrentLinkedQueue<>();

	private final Runnable wake;

	/**
	 * Creates one.
	 * @param wake has {@link #run} called soon, between {@link #begin} and {@link #end}
	 */
	public TemplateThread(Runnable wake) {
		this.wake = wake;
	}

	/**
	 * Starts a thread, as {@link Thread#start} does, and is back once it has started. It
	 * does not yield, since who sets an alarm has to wait for it and not for a P. <pre>
	 * who asks                          a sysmon
	 *                                   ends, does what it was asked for
	 * asks it
	 * sees that it has ended
	 * asks the next, or does it
	 * </pre> Whatever happens it is done once, since a task runs once.
	 * @throws OutOfMemoryError if there is no thread to be had
	 */
	public static void start(Thread thread) {
		if (!StackRoom.isThere()) {
			// Half-way the caller would not know whether it will be started.
			throw new StackOverflowError();
		}
		FutureTask<?> request = new FutureTask<>(thread::start, null);
		for (TemplateThread template : running) {
			if (request.isDone()) {
				break;
			}
			template.requests.add(request);
			template.wake.run();
			while (!request.isDone() && running.contains(template)) {
				Thread.onSpinWait();
			}
		}
		request.run();
		while (!request.isDone()) {
			// One that ends does it just now.
			Thread.onSpinWait();
		}
		if (request.state() == Future.State.FAILED && request.exceptionNow() instanceof Error error) {
			throw error;
		}
	}

	/** The calling thread calls {@link #run} from now on. */
	public void begin() {
		running.add(this);
	}

	/** It does so for the last time. */
	public void end() {
		running.remove(this);
		run();
	}

	/** Whether nobody waits. */
	public boolean isIdle() {
		return this.requests.isEmpty();
	}

	/** Does what was asked for. */
	public void run() {
		FutureTask<?> request;
		while ((request = this.requests.poll()) != null) {
			request.run();
		}
	}

}
