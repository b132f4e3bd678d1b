package dev.goroutine;

import java.util.function.Function;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * A case of a {@link Select}: what may happen, and what is to be done then. Cases come
 * from {@link ReceiveChan#onReceive}, {@link SendChan#onSend}, {@link Select#onDefault}
 * and {@link Select#onTimeout}, do not change and may be used any number of times.
 *
 * @param <R> the type of the select's result
 */
public abstract sealed class SelectCase<R extends @Nullable Object> {

	private SelectCase() {
	}

	/** A case that waits for a partner at a channel. */
	abstract static sealed class Communication<R extends @Nullable Object> extends SelectCase<R> {

		final Chan<?> chan;

		Communication(Chan<?> chan) {
			this.chan = chan;
		}

		/**
		 * Communicates if that needs no waiting.
		 * @return what {@link Chan#trySendNow} and {@link Chan#tryReceiveNow} do
		 */
		abstract @Nullable Object tryCommunicateNow();

		/**
		 * Communicates if that needs no waiting. For who has the channel's lock.
		 * @return what {@link Chan#sendNow} and {@link Chan#receiveNow} do
		 */
		abstract @Nullable Object communicateNow();

		/** The place in the channel's queue that it is going to take. */
		abstract Sudog sudog(Waiter waiter, int index);

		/** Joins the channel's queue. For who has its lock. */
		abstract void enqueue(Sudog sudog);

		/** Leaves it. For who has the channel's lock. */
		abstract void dequeue(Sudog sudog);

		/** Does what is to be done then. */
		abstract R complete(@Nullable Object outcome);

		/** The same after having waited. */
		abstract R complete(Sudog sudog);

	}

	static final class Receive<T, R extends @Nullable Object> extends Communication<R> {

		private final Chan<T> source;

		private final Function<@Nullable T, R> then;

		Receive(Chan<T> source, Function<@Nullable T, R> then) {
			super(source);
			this.source = source;
			this.then = then;
		}

		@Override
		@Nullable Object tryCommunicateNow() {
			return this.chan.tryReceiveNow();
		}

		@Override
		@Nullable Object communicateNow() {
			return this.chan.receiveNow();
		}

		@Override
		Sudog sudog(Waiter waiter, int index) {
			return new Sudog(waiter, index, null);
		}

		@Override
		void enqueue(Sudog sudog) {
			this.chan.addReceiver(sudog);
		}

		@Override
		void dequeue(Sudog sudog) {
			this.chan.removeReceiver(sudog);
		}

		@Override
		R complete(@Nullable Object outcome) {
			return this.then.apply(this.source.received(outcome));
		}

		@Override
		R complete(Sudog sudog) {
			return complete(sudog.item);
		}

	}

	static final class Send<T, R extends @Nullable Object> extends Communication<R> {

		private final T value;

		private final Supplier<R> then;

		Send(Chan<T> chan, T value, Supplier<R> then) {
			super(chan);
			this.value = value;
			this.then = then;
		}

		@Override
		@Nullable Object tryCommunicateNow() {
			return this.chan.trySendNow(this.value);
		}

		@Override
		@Nullable Object communicateNow() {
			return this.chan.sendNow(this.value);
		}

		@Override
		Sudog sudog(Waiter waiter, int index) {
			return new Sudog(waiter, index, this.value);
		}

		@Override
		void enqueue(Sudog sudog) {
			this.chan.addSender(sudog);
		}

		@Override
		void dequeue(Sudog sudog) {
			this.chan.removeSender(sudog);
		}

		@Override
		R complete(@Nullable Object outcome) {
			return this.then.get();
		}

		@Override
		R complete(Sudog sudog) {
			if (sudog.closed) {
				throw new ClosedChanException(Chan.SEND_ON_CLOSED);
			}
			return this.then.get();
		}

	}

	static final class Default<R extends @Nullable Object> extends SelectCase<R> {

		final Supplier<R> then;

		Default(Supplier<R> then) {
			this.then = then;
		}

	}

	static final class Timeout<R extends @Nullable Object> extends SelectCase<R> {

		final long nanos;

		final Supplier<R> then;

		Timeout(long nanos, Supplier<R> then) {
			this.nanos = nanos;
			this.then = then;
		}

	}

}
