package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Channels under real threads and by the real clock: what {@link ChanTests} cannot see.
 */
@Timeout(60)
class ChanThreadsTests {

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	@Test
	void timedFormsGiveUpInTime() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		for (boolean goroutine : new boolean[] { true, false }) {
			assertThat(this.<Boolean>call(goroutine, () -> chan.trySend(1, Duration.ofMillis(1)))).isFalse();
			assertThat(this.<Integer>call(goroutine, () -> chan.tryReceive(Duration.ofMillis(1)))).isNull();
		}
		assertThat(chan.trySend(1)).as("has a receiver left").isFalse();
		assertThat(chan.tryReceive()).as("has a sender left").isNull();
	}

	@Test
	void takesNoThreadWhileItWaits() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		Goroutine<Integer> receiver = this.runtime.go(chan::receive);
		await().until(() -> receiver.status() == GoroutineStatus.WAITING);
		await().until(() -> this.runtime.snapshot().machines().stream().noneMatch((m) -> m.goroutine() != null));
		chan.send(7);
		assertThat(receiver.get()).isEqualTo(7);
	}

	@Test
	void platformThreadsBlock() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		FutureTask<Integer> task = new FutureTask<>(chan::receive);
		Thread thread = Thread.ofPlatform().start(task);
		await().until(() -> thread.getState() == Thread.State.WAITING);
		this.runtime.go(() -> chan.send(1)).get();
		assertThat(task.get()).isEqualTo(1);
	}

	@Test
	void virtualThreadsOfTheJdkWaitToo() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		FutureTask<Integer> task = new FutureTask<>(chan::receive);
		Thread thread = Thread.ofVirtual().start(task);
		await().until(() -> thread.getState() == Thread.State.WAITING);
		chan.send(1);
		assertThat(task.get()).isEqualTo(1);
	}

	/** Each of a million values that many send and many receive arrives once. */
	@ParameterizedTest
	@CsvSource({ "0,1,1", "0,4,4", "1,4,4", "7,4,1", "7,1,4", "100,16,16" })
	void everyValueArrivesOnce(int capacity, int senders, int receivers) throws Exception {
		int perSender = 20_000;
		Chan<Integer> chan = Chan.buffered(capacity);
		List<Goroutine<Void>> sending = new ArrayList<>();
		for (int s = 0; s < senders; s++) {
			int first = s * perSender;
			sending.add(this.runtime.go(() -> {
				for (int i = 0; i < perSender; i++) {
					chan.send(first + i);
				}
			}));
		}
		List<Goroutine<List<Integer>>> receiving = new ArrayList<>();
		for (int r = 0; r < receivers; r++) {
			receiving.add(this.runtime.go(() -> {
				List<Integer> received = new ArrayList<>();
				for (int value : chan) {
					received.add(value);
				}
				return received;
			}));
		}
		for (Goroutine<Void> each : sending) {
			each.get();
		}
		chan.close();
		List<Integer> all = new ArrayList<>();
		for (Goroutine<List<Integer>> each : receiving) {
			List<Integer> received = each.get();
			if (senders == 1) {
				assertThat(received).isSorted();
			}
			all.addAll(received);
		}
		Collections.sort(all);
		assertThat(all).isEqualTo(IntStream.range(0, senders * perSender).boxed().toList());
	}

	/**
	 * Senders and receivers are interrupted and run out of time all the while; what was
	 * sent and what was received is the same.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 3 })
	void noValueIsLostOrDoubledByInterruptsAndTimeouts(int capacity) throws Exception {
		int count = 20_000;
		Chan<Integer> chan = Chan.buffered(capacity);
		List<Integer> sent = new ArrayList<>();
		List<Integer> received = new ArrayList<>();
		CountDownLatch done = new CountDownLatch(1);
		Goroutine<Void> sender = this.runtime.go(() -> {
			for (int i = 0; i < count; i++) {
				try {
					if (i % 3 == 0) {
						chan.send(i);
						sent.add(i);
					}
					else if (chan.trySend(i, Duration.ofNanos(1 + i % 2_000_000))) {
						sent.add(i);
					}
				}
				catch (InterruptedException ex) {
					// Not sent.
				}
			}
			while (!chan.isClosed()) {
				try {
					chan.close();
				}
				catch (ClosedChanException ex) {
					throw new IllegalStateException(ex);
				}
			}
			done.countDown();
		});
		Goroutine<Void> receiver = this.runtime.go(() -> {
			for (int i = 0; done.getCount() > 0 || chan.size() > 0; i++) {
				try {
					Integer value = (i % 3 == 0) ? chan.receive()
							: chan.tryReceive(Duration.ofNanos(1 + i % 2_000_000));
					if (value != null) {
						received.add(value);
					}
				}
				catch (InterruptedException ex) {
					// Not received.
				}
			}
		});
		while (done.getCount() > 0) {
			interrupt(sender);
			interrupt(receiver);
			Thread.yield();
		}
		sender.get();
		receiver.get();
		assertThat(received).isEqualTo(sent);
		assertThat(sent).isNotEmpty();
	}

	private <T> T call(boolean goroutine, java.util.concurrent.Callable<T> call) throws Exception {
		return goroutine ? this.runtime.go(call).join() : call.call();
	}

	private static void interrupt(Goroutine<?> goroutine) {
		((GoroutineTask<?>) goroutine).thread().interrupt();
	}

}
