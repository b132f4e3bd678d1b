package dev.goroutine.spring.scheduling;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Lets runs of scheduled tasks in, so that they can be held back for a while, refused for
 * good, and waited for.
 */
final class RunGate {

	private final List<Runnable> whenEmpty = new ArrayList<>();

	private boolean held;

	private boolean closed;

	/** Threads whose run is inside and waited for. */
	private final Set<Thread> inside = new HashSet<>();

	/**
	 * Waits while runs are held back.
	 * @return {@code true} to run and then {@link #leave()}, {@code false} never to run
	 * again
	 * @throws InterruptedException if interrupted while it waits
	 */
	synchronized boolean enter() throws InterruptedException {
		while (this.held && !this.closed) {
			wait();
		}
		if (!this.closed) {
			this.inside.add(Thread.currentThread());
		}
		return !this.closed;
	}

	void leave() {
		List<Runnable> callbacks = List.of();
		synchronized (this) {
			this.inside.remove(Thread.currentThread());
			if (this.inside.isEmpty()) {
				callbacks = List.copyOf(this.whenEmpty);
				this.whenEmpty.clear();
				notifyAll();
			}
		}
		callbacks.forEach(Runnable::run);
	}

	synchronized void hold(boolean held) {
		this.held = held;
		notifyAll();
	}

	synchronized boolean isHeld() {
		return this.held;
	}

	synchronized void close() {
		this.closed = true;
		notifyAll();
	}

	synchronized boolean isClosed() {
		return this.closed;
	}

	/**
	 * Leaves out of what is waited for each run that itself waits for the caller: the
	 * caller's own run, and runs that have called {@code System.exit}, which never
	 * return.
	 */
	synchronized void leaveOutThoseThatWait() {
		this.inside.removeIf((thread) -> thread == Thread.currentThread() || isExiting(thread));
	}

	private static boolean isExiting(Thread thread) {
		return Arrays.stream(thread.getStackTrace())
			.anyMatch((frame) -> frame.getClassName().equals("java.lang.Shutdown")
					&& frame.getMethodName().equals("exit"));
	}

	/**
	 * Calls back once no run is inside, at once if none is.
	 * @param callback called on this thread or on that of the last run
	 */
	void whenEmpty(Runnable callback) {
		synchronized (this) {
			if (!this.inside.isEmpty()) {
				this.whenEmpty.add(callback);
				return;
			}
		}
		callback.run();
	}

	/**
	 * Waits until no run is inside.
	 * @param timeout how long at most
	 * @return whether no run is inside; an interrupt of the caller ends the wait and is
	 * kept
	 */
	synchronized boolean awaitEmpty(Duration timeout) {
		long start = System.nanoTime();
		long left = TimeUnit.NANOSECONDS.convert(timeout);
		try {
			while (!this.inside.isEmpty() && left > 0) {
				TimeUnit.NANOSECONDS.timedWait(this, left);
				left = TimeUnit.NANOSECONDS.convert(timeout) - (System.nanoTime() - start);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return this.inside.isEmpty();
	}

}
