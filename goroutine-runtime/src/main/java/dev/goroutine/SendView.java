package dev.goroutine;

import java.time.Duration;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The view of {@link Chan#sendOnly()}. No cast leads to the channel.
 */
final class SendView<T> implements SendChan<T> {

	private final Chan<T> chan;

	SendView(Chan<T> chan) {
		this.chan = chan;
	}

	@Override
	public void send(T value) throws InterruptedException {
		this.chan.send(value);
	}

	@Override
	public boolean trySend(T value) {
		return this.chan.trySend(value);
	}

	@Override
	public boolean trySend(T value, Duration timeout) throws InterruptedException {
		return this.chan.trySend(value, timeout);
	}

	@Override
	public void close() {
		this.chan.close();
	}

	@Override
	public <R extends @Nullable Object> SelectCase<R> onSend(T value, Supplier<R> then) {
		return this.chan.onSend(value, then);
	}

	@Override
	public boolean isClosed() {
		return this.chan.isClosed();
	}

	@Override
	public int size() {
		return this.chan.size();
	}

	@Override
	public int capacity() {
		return this.chan.capacity();
	}

	@Override
	public String toString() {
		return "Send" + this.chan;
	}

}
