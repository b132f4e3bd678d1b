package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Go's rules for channels, one by one.
 */
@Timeout(60)
class ChanTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	@BubbleTest
	void senderWaitsForAReceiver() throws Exception {
		Chan<String> chan = Chan.unbuffered();
		Goroutine<Void> sender = Bubble.runtime().go(() -> chan.send("a"));
		Bubble.await();
		assertThat(chan.receive()).isEqualTo("a");
		sender.get();
	}

	@BubbleTest
	void receiverWaitsForASender() throws Exception {
		Chan<String> chan = Chan.unbuffered();
		Goroutine<String> receiver = Bubble.runtime().go(() -> chan.receive());
		Bubble.await();
		chan.send("a");
		assertThat(receiver.get()).isEqualTo("a");
	}

	@BubbleTest
	void bufferTakesValuesUntilItIsFull() throws Exception {
		Chan<Integer> chan = Chan.buffered(2);
		chan.send(1);
		chan.send(2);
		assertThat(chan.size()).isEqualTo(2);
		assertThat(chan.trySend(3)).isFalse();
		Goroutine<Void> sender = Bubble.runtime().go(() -> chan.send(3));
		Bubble.await();
		assertThat(chan.receive()).isEqualTo(1);
		sender.get();
		assertThat(chan.size()).isEqualTo(2);
		assertThat(chan.receive()).isEqualTo(2);
		assertThat(chan.receive()).isEqualTo(3);
		assertThat(chan.size()).isZero();
	}

	@BubbleTest
	void receiverOfAnEmptyBufferWaits() throws Exception {
		Chan<Integer> chan = Chan.buffered(2);
		Goroutine<Integer> receiver = Bubble.runtime().go(() -> chan.receive());
		Bubble.await();
		chan.send(1);
		assertThat(receiver.get()).isEqualTo(1);
		assertThat(chan.size()).as("passed by the buffer").isZero();
	}

	@BubbleTest
	void valuesComeInTheOrderInWhichTheyWereSent() throws Exception {
		for (int capacity : new int[] { 0, 1, 3, 16 }) {
			Chan<Integer> chan = Chan.buffered(capacity);
			Goroutine<Void> sender = Bubble.runtime().go(() -> {
				for (int i = 0; i < 1000; i++) {
					chan.send(i);
				}
				chan.close();
			});
			assertThat(chan).containsExactlyElementsOf(IntStream.range(0, 1000).boxed().toList());
			sender.get();
		}
	}

	@BubbleTest
	void waitingSendersAreServedFirstComeFirstServed() throws Exception {
		for (int capacity : new int[] { 0, 2 }) {
			Chan<Integer> chan = Chan.buffered(capacity);
			List<Goroutine<Void>> senders = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				int value = i;
				Goroutine<Void> sender = Bubble.runtime().go(() -> chan.send(value));
				senders.add(sender);
				if (i < capacity) {
					sender.get();
				}
				else {
					Bubble.await();
				}
			}
			for (int i = 0; i < 6; i++) {
				assertThat(chan.receive()).isEqualTo(i);
			}
			for (Goroutine<Void> sender : senders) {
				sender.get();
			}
		}
	}

	@BubbleTest
	void waitingReceiversAreServedFirstComeFirstServed() throws Exception {
		Chan<Integer> chan = Chan.buffered(3);
		List<Goroutine<Integer>> receivers = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			Goroutine<Integer> receiver = Bubble.runtime().go(() -> chan.receive());
			receivers.add(receiver);
			Bubble.await();
		}
		for (int i = 0; i < 5; i++) {
			chan.send(i);
		}
		for (int i = 0; i < 5; i++) {
			assertThat(receivers.get(i).get()).isEqualTo(i);
		}
	}

	@Test
	void closeLetsWhatIsInTheBufferBeReceived() throws Exception {
		Chan<Integer> chan = Chan.buffered(2);
		chan.send(1);
		chan.send(2);
		assertThat(chan.isClosed()).isFalse();
		chan.close();
		assertThat(chan.isClosed()).isTrue();
		assertThat(chan.receive()).isEqualTo(1);
		assertThat(chan.tryReceive()).isEqualTo(2);
		assertThat(chan.receive()).isNull();
		assertThat(chan.tryReceive()).isNull();
		assertThat(chan.tryReceive(LONG)).isNull();
	}

	@BubbleTest
	void closeReleasesAllReceivers() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		List<Goroutine<Integer>> receivers = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			boolean timed = i % 2 == 0;
			Goroutine<Integer> receiver = Bubble.runtime().go(() -> timed ? chan.tryReceive(LONG) : chan.receive());
			receivers.add(receiver);
			Bubble.await();
		}
		chan.close();
		for (Goroutine<Integer> receiver : receivers) {
			assertThat(receiver.get()).isNull();
		}
	}

	@BubbleTest
	void closeFailsAllSenders() throws Exception {
		Chan<Integer> chan = Chan.buffered(1);
		chan.send(0);
		List<Goroutine<Void>> senders = new ArrayList<>();
		for (int i = 1; i < 5; i++) {
			int value = i;
			Goroutine<Void> sender = Bubble.runtime().go(() -> {
				if (value % 2 == 0) {
					chan.send(value);
				}
				else {
					chan.trySend(value, LONG);
				}
			});
			senders.add(sender);
			Bubble.await();
		}
		chan.close();
		for (Goroutine<Void> sender : senders) {
			assertThatExceptionOfType(ClosedChanException.class).isThrownBy(sender::join)
				.withMessage("send on closed channel");
		}
		assertThat(chan.receive()).isZero();
		assertThat(chan.receive()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1 })
	void sendOnClosedChannelFails(int capacity) {
		Chan<Integer> chan = Chan.buffered(capacity);
		chan.close();
		assertThatExceptionOfType(ClosedChanException.class).isThrownBy(() -> chan.send(1))
			.withMessage("send on closed channel");
		assertThatExceptionOfType(ClosedChanException.class).isThrownBy(() -> chan.trySend(1))
			.withMessage("send on closed channel");
		assertThatExceptionOfType(ClosedChanException.class).isThrownBy(() -> chan.trySend(1, LONG))
			.withMessage("send on closed channel");
	}

	@Test
	void sendOnClosedFullChannelFails() throws Exception {
		Chan<Integer> chan = Chan.buffered(1);
		chan.send(1);
		chan.close();
		assertThatExceptionOfType(ClosedChanException.class).isThrownBy(() -> chan.trySend(2))
			.withMessage("send on closed channel");
		assertThat(chan.receive()).isEqualTo(1);
	}

	@Test
	void closeOfClosedChannelFails() {
		Chan<Integer> chan = Chan.unbuffered();
		chan.close();
		assertThatExceptionOfType(ClosedChanException.class).isThrownBy(chan::close)
			.withMessage("close of closed channel");
	}

	@Test
	void capacityOutOfRangeFails() {
		assertThatIllegalArgumentException().isThrownBy(() -> Chan.buffered(-1))
			.withMessage("makechan: size out of range: capacity is -1, must be between 0 and 2147483639");
		assertThatIllegalArgumentException().isThrownBy(() -> Chan.buffered(Integer.MAX_VALUE))
			.withMessage("makechan: size out of range: capacity is 2147483647, must be between 0 and 2147483639");
	}

	@Test
	void nullIsNeverAValue() {
		Chan<Integer> chan = Chan.buffered(1);
		assertThatNullPointerException().isThrownBy(() -> chan.send(nothing())).withMessage("value");
		assertThatNullPointerException().isThrownBy(() -> chan.trySend(nothing())).withMessage("value");
		assertThatNullPointerException().isThrownBy(() -> chan.trySend(nothing(), LONG)).withMessage("value");
		assertThatNullPointerException().isThrownBy(() -> chan.onSend(nothing(), () -> 1)).withMessage("value");
	}

	// Null where there must be none is the point.
	@Test
	@SuppressWarnings("NullAway")
	void timeoutsAreNamedIfNull() {
		Chan<Integer> chan = Chan.buffered(1);
		assertThatNullPointerException().isThrownBy(() -> chan.trySend(1, null)).withMessage("timeout");
		assertThatNullPointerException().isThrownBy(() -> chan.tryReceive(null)).withMessage("timeout");
		assertThatNullPointerException().isThrownBy(() -> chan.poll(null)).withMessage("timeout");
		assertThat(chan.size()).isZero();
	}

	@BubbleTest
	void timeoutsAtTheEdge() throws Exception {
		Chan<Integer> chan = Chan.buffered(1);
		assertThat(chan.tryReceive(Duration.ofSeconds(Long.MIN_VALUE))).isNull();
		assertThat(chan.poll(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(new Received.Empty<>());
		assertThat(chan.trySend(1, Duration.ofSeconds(Long.MIN_VALUE))).isTrue();
		assertThat(chan.trySend(2, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
		for (Duration longest : List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofNanos(Long.MAX_VALUE - 1))) {
			Goroutine<Boolean> sender = Bubble.runtime().go(() -> chan.trySend(2, longest));
			Goroutine.sleep(LONG);
			assertThat(sender.isDone()).isFalse();
			chan.receive();
			assertThat(sender.join()).isTrue();
		}
	}

	// Null where there must be none is the point.
	@SuppressWarnings("NullAway")
	private static Integer nothing() {
		return null;
	}

	@Test
	void tellsSizeAndCapacity() throws Exception {
		Chan<Integer> chan = Chan.buffered(3);
		chan.send(1);
		assertThat(chan.size()).isEqualTo(1);
		assertThat(chan.capacity()).isEqualTo(3);
		assertThat(chan).hasToString("Chan[1/3]");
		chan.close();
		assertThat(chan).hasToString("Chan[1/3, closed]");
		assertThat(Chan.unbuffered().capacity()).isZero();
		assertThat(Chan.unbuffered().size()).isZero();
	}

	@BubbleTest
	void tryFormsDoNotWait() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		assertThat(chan.trySend(1)).isFalse();
		assertThat(chan.tryReceive()).isNull();
		assertThat(chan.trySend(1, Duration.ZERO)).isFalse();
		assertThat(chan.tryReceive(Duration.ofSeconds(-1))).isNull();
		Goroutine<Integer> receiver = Bubble.runtime().go(() -> chan.receive());
		Bubble.await();
		assertThat(chan.trySend(1)).isTrue();
		assertThat(receiver.get()).isEqualTo(1);
		Goroutine<Void> sender = Bubble.runtime().go(() -> chan.send(2));
		Bubble.await();
		assertThat(chan.tryReceive()).isEqualTo(2);
		sender.get();
	}

	@BubbleTest
	void timedFormsSucceedInTime() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		Goroutine<Boolean> sender = Bubble.runtime().go(() -> chan.trySend(1, LONG));
		Bubble.await();
		assertThat(chan.receive()).isEqualTo(1);
		assertThat(sender.get()).isTrue();
		Goroutine<Integer> receiver = Bubble.runtime().go(() -> chan.tryReceive(Duration.ofSeconds(Long.MAX_VALUE)));
		Bubble.await();
		chan.send(2);
		assertThat(receiver.get()).isEqualTo(2);
	}

	@Test
	void loopEndsWhenTheChannelIsClosedAndDrained() throws Exception {
		Chan<Integer> chan = Chan.buffered(3);
		chan.send(1);
		chan.send(2);
		chan.close();
		List<Integer> received = new ArrayList<>();
		for (int value : chan) {
			received.add(value);
		}
		assertThat(received).containsExactly(1, 2);
		Iterator<Integer> iterator = chan.iterator();
		assertThat(iterator.hasNext()).isFalse();
		assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(iterator::next)
			.withMessage("The channel is closed and drained");
	}

	@Test
	void askingAnIteratorTwiceTakesOneValue() throws Exception {
		Chan<Integer> chan = Chan.buffered(2);
		chan.send(1);
		chan.send(2);
		Iterator<Integer> iterator = chan.iterator();
		assertThat(iterator.hasNext()).isTrue();
		assertThat(iterator.hasNext()).isTrue();
		assertThat(chan.size()).isEqualTo(1);
		assertThat(iterator.next()).isEqualTo(1);
		assertThat(iterator.next()).isEqualTo(2);
	}

	@BubbleTest
	void interruptEndsALoop() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		AtomicInteger interrupted = new AtomicInteger();
		Goroutine<Void> loop = Bubble.runtime().go(() -> {
			try {
				for (int value : chan) {
					throw new IllegalStateException("received " + value);
				}
			}
			finally {
				if (Thread.currentThread().isInterrupted()) {
					interrupted.incrementAndGet();
				}
			}
		});
		Bubble.await();
		interrupt(loop);
		assertThatExceptionOfType(CancellationException.class).isThrownBy(loop::join)
			.withMessage("Interrupted while it waited for the next value of a channel");
		assertThat(interrupted).hasValue(1);
	}

	@BubbleTest
	void interruptEndsWaiting() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		List<GoBody> calls = List.of(() -> chan.send(1), () -> chan.trySend(1, LONG), chan::receive,
				() -> chan.tryReceive(LONG));
		for (GoBody call : calls) {
			Goroutine<Void> goroutine = Bubble.runtime().go(call);
			Bubble.await();
			interrupt(goroutine);
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(goroutine::join);
			assertThat(chan.trySend(1)).as("has a receiver left").isFalse();
			assertThat(chan.tryReceive()).as("has a sender left").isNull();
		}
	}

	@Test
	void interruptedThreadDoesNotBegin() {
		Chan<Integer> chan = Chan.buffered(1);
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> chan.send(1));
		assertThat(chan.size()).isZero();
		assertThat(chan.trySend(1)).isTrue();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(chan::receive);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
		assertThat(chan.size()).isEqualTo(1);
	}

	private static void interrupt(Goroutine<?> goroutine) {
		((GoroutineTask<?>) goroutine).thread().interrupt();
	}

}
