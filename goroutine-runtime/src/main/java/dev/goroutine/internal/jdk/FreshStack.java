package dev.goroutine.internal.jdk;

import org.jspecify.annotations.Nullable;

/**
 * Runs a task on a fresh stack, however little is left of the caller's. It is used to
 * initialize classes: a class whose static initializer fails with a
 * {@link StackOverflowError} is unusable for as long as the JVM lives, whether it is a
 * class of this library or of the JDK.
 * <p>
 * This class and its thread have no static initializers and use no lambdas, so a first
 * use at the end of a stack fails without doing harm.
 */
public final class FreshStack {

	/**
	 * The usual stack size of a thread, in bytes. The JVM may be set to give threads
	 * less.
	 */
	private static final long BYTES = 1 << 20;

	private FreshStack() {
	}

	/**
	 * Whether the caller runs on a fresh stack already.
	 * @return whether it is a task of {@link #run}
	 */
	public static boolean isCurrent() {
		return Thread.currentThread() instanceof FreshThread;
	}

	/**
	 * Runs a task on a new thread, without the caller's inheritable thread locals, and
	 * waits for it. An interrupt does not end the wait; the caller stays interrupted.
	 * @param threadName the name of the thread
	 * @param task the task to run; what it throws is thrown here, with the caller's stack
	 * trace below its own
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

		/**
		 * What the task has thrown. The joining thread sees it, because the join comes
		 * after the write.
		 */
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
