package dev.goroutine;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The context of {@link Context#background()}.
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
	 * Returns a new channel, which is never closed. Go returns nil. A channel that all
	 * callers share would be a lock that all share. Besides, a goroutine that waits for
	 * this channel alone waits for ever, which is found as a leak only if nobody else has
	 * the channel.
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
