package dev.goroutine.internal.sync;

import org.jspecify.annotations.Nullable;

/**
 * The first error of a group, and the count of the later errors that it may suppress.
 */
public final class FirstError extends SpinLock {

	/** The most errors to be suppressed. Nobody reads more. */
	private static final int MOST_SUPPRESSED = 100;

	private @Nullable Throwable error;

	/** Whether the error is that of a context, which other groups have as well. */
	private boolean shared;

	/** The number of errors that the first one suppresses. */
	private int suppressed;

	/** The number of errors that had no room since they were last taken. */
	private int leftOut;

	/**
	 * Sets the error, unless there is one.
	 * @param error the error
	 * @return the error that was there before, {@code null} if this is the first
	 */
	public @Nullable Throwable set(Throwable error) {
		lock();
		Throwable before = this.error;
		if (before == null) {
			this.error = error;
		}
		unlock();
		return before;
	}

	/**
	 * Sets the error with which a context has ended, unless there is an error. It
	 * suppresses no others, because other groups have the same error.
	 * @param end the error of the context
	 */
	public void setShared(Throwable end) {
		lock();
		if (this.error == null) {
			this.error = end;
			this.shared = true;
		}
		unlock();
	}

	/**
	 * The first error.
	 * @return the error, {@code null} if there is none
	 */
	public @Nullable Throwable get() {
		lock();
		Throwable error = this.error;
		unlock();
		return error;
	}

	/**
	 * Counts an error that the first one is to suppress.
	 * @param first the first error
	 * @return whether the caller shall add the error to it
	 */
	public boolean claimSuppressed(Throwable first) {
		lock();
		boolean own = this.error == first && !this.shared;
		boolean room = own && this.suppressed < MOST_SUPPRESSED;
		if (room) {
			this.suppressed++;
		}
		else if (own) {
			this.leftOut++;
		}
		unlock();
		return room;
	}

	/**
	 * Takes the number of errors that had no room.
	 * @return the number since the last call
	 */
	public int takeLeftOut() {
		lock();
		int leftOut = this.leftOut;
		this.leftOut = 0;
		unlock();
		return leftOut;
	}

}
