package dev.goroutine.internal.jdk;

import org.jspecify.annotations.Nullable;

/**
 * Does something on a stack of its own, whatever is left of the caller's. A class whose
 * static initializer dies of a {@link StackOverflowError} is unusable for as long as the
 * JVM lives, be it one of ours or the JDK's.
 * <p>
 * This class and its thread have no static initializers and use no lambdas, so that they
 * can be used first where a stack ends: that fails, and does no harm.
 */
public final class FreshStack {

	/** What the JVM gives a thread as a rule, for one that it gives less. */
	private static final long BYTES = 1 << 20;

	private FreshStack() {
	}

	/**
	 * Whether the caller is such a task, and has room already.
	 * @return whether it is
	 */
	public static boolean isCurrent() {
		return Thread.currentThread() instanceof FreshThread;
	}

	/**
	 * Runs a task on a thread without the caller's thread locals, and waits for it. An
	 * interrupt does not end that, and the caller keeps it.
	 * @param threadName the name of the thread
	 * @param task what to run; what it throws is thrown here, with the caller's trace
	 * below its own
	 */
	public static void run(String threadName, Runnable task) {
		FreshThread thread = new FreshThread(threadName, task);
		thread.setDaemon(true);
		thread.setContextClassLoader(Thread.currentThread().getContextClassLoader());
		thread.start();
		boolean interrupted = false;
		while (thread.isAlive()) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
		Throwable failure = thread.failure;
		if (failure != null) {
			failure.setStackTrace(joined(failure.getStackTrace(), new Throwable().getStackTrace()));
			throw VirtualThreads.<RuntimeException>unchecked(failure);
		}
	}

	private static StackTraceElement[] joined(StackTraceElement[] first, StackTraceElement[] second) {
		StackTraceElement[] all = new StackTraceElement[first.length + second.length];
		System.arraycopy(first, 0, all, 0, first.length);
		System.arraycopy(second, 0, all, first.length, second.length);
		return all;
	}

	private static final class FreshThread extends Thread {

		private final Runnable task;

		/** Seen by who has joined. */
		private @Nullable Throwable failure;

		FreshThread(String name, Runnable task) {
			super(null, null, name, BYTES, false);
			this.task = task;
		}

		@Override
		public void run() {
			try {
				this.task.run();
			}
			catch (Throwable ex) {
				this.failure = ex;
			}
		}

	}

}
