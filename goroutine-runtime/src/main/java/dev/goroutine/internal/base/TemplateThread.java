package dev.goroutine.internal.base;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Starts threads that others depend on, for any thread that needs them: Go's
 * {@code templateThread}, which exists to start threads from a known-good state. On Linux
 * a new thread is as nice as the thread that starts it. The caller may run on a demoted
 * M, or be nice for reasons of the user's, and undoing that takes a privilege. So a
 * sysmon, which is neither, is asked to start the thread. As long as there is no sysmon
 * there is no demoted M either, and the caller starts the thread.
 */
public final class TemplateThread {

	private static final Set<TemplateThread> running = ConcurrentHashMap.newKeySet();

	private final Queue<FutureTask<?>> requests = new ConcurrentLinkedQueue<>();

	private final Runnable wake;

	/**
	 * Creates a template thread.
	 * @param wake makes a thread call {@link #run} soon, between {@link #begin} and
	 * {@link #end}
	 */
	public TemplateThread(Runnable wake) {
		this.wake = wake;
	}

	/**
	 * Starts a thread, as {@link Thread#start} does, and returns once it has started. It
	 * does not yield, since a caller that sets an alarm has to wait for it and not for a
	 * P. <pre>
	 * the caller                        a sysmon
	 *                                   ends, does what it was asked for
	 * asks it
	 * sees that it has ended
	 * asks the next, or does it
	 * </pre> Whatever happens the thread is started once, since a task runs once.
	 * @throws OutOfMemoryError if no thread can be had
	 */
	public static void start(Thread thread) {
		if (!StackRoom.isThere()) {
			// Stopping half-way would leave it unknown whether the thread will be
			// started.
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
			// A sysmon that ends starts the thread just now.
			Thread.onSpinWait();
		}
		if (request.state() == Future.State.FAILED && request.exceptionNow() instanceof Error error) {
			throw error;
		}
	}

	/** Announces that the calling thread calls {@link #run} from now on. */
	public void begin() {
		running.add(this);
	}

	/** Withdraws that, and calls {@link #run} for the last time. */
	public void end() {
		running.remove(this);
		run();
	}

	/** Whether there is no request. */
	public boolean isIdle() {
		return this.requests.isEmpty();
	}

	/** Fulfils the requests. */
	public void run() {
		FutureTask<?> request;
		while ((request = this.requests.poll()) != null) {
			request.run();
		}
	}

}
