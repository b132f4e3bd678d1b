package dev.goroutine.internal.chan;

import dev.goroutine.internal.sync.Sudog;
import org.jspecify.annotations.Nullable;

/**
 * A send or receive that is a case of a select: Go's {@code scase}. It does not change
 * and may be used in any number of selects.
 */
public abstract class Scase {

	final Hchan chan;

	/** The value to send, {@code null} to receive. */
	final @Nullable Object value;

	/**
	 * Creates a case.
	 * @param chan the channel
	 * @param value the value to send, {@code null} to receive
	 */
	protected Scase(Hchan chan, @Nullable Object value) {
		this.chan = chan;
		this.value = value;
	}

	final boolean sends() {
		return this.value != null;
	}

	/** See {@link Hchan#trySendNow} and {@link Hchan#tryReceiveNow}. */
	final @Nullable Object tryNow() {
		return (this.value != null) ? this.chan.trySendNow(this.value) : this.chan.tryReceiveNow();
	}

	/** See {@link Hchan#sendNow} and {@link Hchan#receiveNow}. */
	final @Nullable Object now() {
		return (this.value != null) ? this.chan.sendNow(this.value) : this.chan.receiveNow();
	}

	/** Readies the partner, if there is one, and returns the outcome for the user. */
	final @Nullable Object finish(@Nullable Object outcome) {
		return sends() ? Hchan.sent(outcome) : Hchan.finish(outcome);
	}

	/** The outcome after a wait that has ended because the place was claimed. */
	final @Nullable Object outcome(Sudog place) {
		if (place.closed) {
			return Hchan.CLOSED;
		}
		return sends() ? Hchan.SENT : place.item;
	}

}
