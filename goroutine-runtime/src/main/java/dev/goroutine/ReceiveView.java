package dev.goroutine;

import java.time.Duration;
import java.util.Iterator;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * The view of {@link Chan#receiveOnly()}. No cast leads to the channel.
 */
final class ReceiveView<T> implements ReceiveChan<T> {

	final Chan<T> chan;

	ReceiveView(Chan<T> chan) {
		this.chan = chan;
	}

	@Override
	public @Nullable T receive() throws InterruptedException {
		return this.chan.receive();
	}

	@Override
	public @Nullable T tryReceive() {
		return this.chan.tryReceive();
	}

	@Override
	public @Nullable T tryReceive(Duration timeout) throws InterruptedException {
		return this.chan.tryReceive(timeout);
	}

	@Override
	public Received<T> poll() {
		return this.chan.poll();
	}

	@Override
	public Received<T> poll(Duration timeout) throws InterruptedException {
		return this.chan.poll(timeout);
	}

	@Override
	public Iterator<T> iterator() {
		return this.chan.iterator();
	}

	@Override
	public <R extends @Nullable Object> SelectCase<R> onReceive(Function<@Nullable T, R> then) {
		return this.chan.onReceive(then);
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
		return "Receive" + this.chan;
	}

}
