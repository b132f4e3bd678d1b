package dev.goroutine.benchmarks.work;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;

import com.softwaremill.jox.Channel;
import dev.goroutine.Chan;

/**
 * Something that values go through from one thread to another. Whoever waits in it is
 * interrupted by nobody.
 */
public interface Conduit {

	/**
	 * Passes a value on, once there is room for it.
	 * @param value the value
	 */
	void send(Integer value);

	/**
	 * Waits for the next value.
	 * @return the value
	 */
	Integer receive();

	/** Makes one. */
	@FunctionalInterface
	interface Maker {

		/**
		 * Makes one.
		 * @param capacity how many values it holds, 0 if sender and receiver must meet
		 * @return a new one
		 */
		Conduit make(int capacity);

	}

	/**
	 * Our channel.
	 * @param capacity how many values it holds
	 * @return a new one
	 */
	static Conduit chan(int capacity) {
		Chan<Integer> chan = Chan.buffered(capacity);
		return new Conduit() {

			@Override
			public void send(Integer value) {
				try {
					chan.send(value);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

			@Override
			public Integer receive() {
				try {
					Integer value = chan.receive();
					if (value == null) {
						throw new IllegalStateException("closed");
					}
					return value;
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

		};
	}

	/**
	 * The JDK's queues: {@link SynchronousQueue} and {@link ArrayBlockingQueue}.
	 * @param capacity how many values it holds
	 * @return a new one
	 */
	static Conduit queue(int capacity) {
		BlockingQueue<Integer> queue = (capacity > 0) ? new ArrayBlockingQueue<>(capacity) : new SynchronousQueue<>();
		return new Conduit() {

			@Override
			public void send(Integer value) {
				try {
					queue.put(value);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

			@Override
			public Integer receive() {
				try {
					return queue.take();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

		};
	}

	/**
	 * The channels of Jox.
	 * @param capacity how many values it holds
	 * @return a new one
	 */
	static Conduit jox(int capacity) {
		Channel<Integer> channel = (capacity > 0) ? Channel.newBufferedChannel(capacity)
				: Channel.newRendezvousChannel();
		return new Conduit() {

			@Override
			public void send(Integer value) {
				try {
					channel.send(value);
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

			@Override
			public Integer receive() {
				try {
					return channel.receive();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}

		};
	}

}
