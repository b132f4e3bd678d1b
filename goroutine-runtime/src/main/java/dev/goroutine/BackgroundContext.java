package dev.goroutine;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * See {@link Context#background()}.
 */
final class BackgroundContext implements Context {

	static final BackgroundContext INSTANCE = new BackgroundContext();

	private BackgroundContext() {
	}

	@Override
	public @Nullable Object value(Object key) {
		Objects.requireNonNull(key, "key");
		return null;
	}

	/**
	 * Go's is nil. One for all would be a lock for all, and who waits for it alone waits
	 * for nothing that could ever happen, which shows as a leak only if nobody else has
	 * it.
	 */
	@Override
	public ReceiveChan<Void> done() {
		return Chan.<Void>unbuffered().receiveOnly();
	}

	@Override
	public @Nullable Throwable err() {
		return null;
	}

	@Override
	public @Nullable Instant deadline() {
		return null;
	}

	@Override
	public String toString() {
		return "context.Background";
	}

}
