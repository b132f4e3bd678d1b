package dev.goroutine.benchmarks.work;

import java.util.Objects;
import java.util.stream.IntStream;

import com.softwaremill.jox.Channel;
import com.softwaremill.jox.SelectClause;
import dev.goroutine.Chan;
import dev.goroutine.Select;
import dev.goroutine.SelectCase;

/**
 * Several buffered channels, and one who takes from whichever has something. Whoever
 * waits is interrupted by nobody.
 */
public interface Choice {

	/** Of each channel. */
	int CAPACITY = 100;

	/**
	 * Sends into one of them.
	 * @param channel which one
	 * @param value the value
	 */
	void send(int channel, Integer value);

	/**
	 * Waits for the next value of any of them.
	 * @return the value
	 */
	Integer receive();

	/** Makes one. */
	@FunctionalInterface
	interface Maker {

		/**
		 * Makes one.
		 * @param channels how many channels
		 * @return a new one
		 */
		Choice make(int channels);

	}

	/**
	 * Our channels and our select.
	 * @param channels how many
	 * @return a new one
	 */
	static Choice chan(int channels) {
		@SuppressWarnings({ "unchecked", "rawtypes" })
		Chan<Integer>[] all = IntStream.range(0, channels)
			.mapToObj((i) -> Chan.<Integer>buffered(CAPACITY))
			.toArray(Chan[]::new);
		return new Choice() {

			@Override
			public void send(int channel, Integer value) {
				try {
					all[channel].send(value);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

			@Override
			public Integer receive() {
				@SuppressWarnings({ "unchecked", "rawtypes" })
				SelectCase<Integer>[] cases = new SelectCase[all.length];
				for (int i = 0; i < cases.length; i++) {
					cases[i] = all[i].onReceive(Objects::requireNonNull);
				}
				try {
					return Select.select(cases);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

		};
	}

	/**
	 * Those of Jox.
	 * @param channels how many
	 * @return a new one
	 */
	static Choice jox(int channels) {
		@SuppressWarnings({ "unchecked", "rawtypes" })
		Channel<Integer>[] all = IntStream.range(0, channels)
			.mapToObj((i) -> Channel.<Integer>newBufferedChannel(CAPACITY))
			.toArray(Channel[]::new);
		return new Choice() {

			@Override
			public void send(int channel, Integer value) {
				try {
					all[channel].send(value);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

			@Override
			public Integer receive() {
				@SuppressWarnings({ "unchecked", "rawtypes" })
				SelectClause<Integer>[] clauses = new SelectClause[all.length];
				for (int i = 0; i < clauses.length; i++) {
					clauses[i] = all[i].receiveClause();
				}
				try {
					return com.softwaremill.jox.Select.select(clauses);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

		};
	}

}
