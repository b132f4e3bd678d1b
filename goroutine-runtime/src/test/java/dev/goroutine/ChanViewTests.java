package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Go's directions: who has one end of a channel has nothing of the other.
 */
@Timeout(60)
class ChanViewTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private final Chan<Integer> chan = Chan.buffered(2);

	private final ReceiveChan<Integer> source = this.chan.receiveOnly();

	private final SendChan<Integer> sink = this.chan.sendOnly();

	@Test
	void channelIsBothOfItsEnds() {
		assertThat((Object) this.chan).isInstanceOf(ReceiveChan.class).isInstanceOf(SendChan.class);
	}

	@Test
	void noCastLeadsFromOneEndToTheOther() {
		assertThat((Object) this.source).isNotInstanceOfAny(Chan.class, SendChan.class, AutoCloseable.class);
		assertThat((Object) this.sink).isNotInstanceOfAny(Chan.class, ReceiveChan.class);
	}

	@Test
	void whatIsSentAtTheOneEndIsReceivedAtTheOther() throws Exception {
		this.sink.send(1);
		assertThat(this.sink.trySend(2)).isTrue();
		assertThat(this.sink.trySend(3)).isFalse();
		assertThat(this.sink.trySend(3, Duration.ofNanos(1))).isFalse();
		assertThat(this.source.size()).isEqualTo(this.sink.size()).isEqualTo(2);
		assertThat(this.source.capacity()).isEqualTo(this.sink.capacity()).isEqualTo(2);
		assertThat(this.source).hasToString("ReceiveChan[2/2]");
		assertThat(this.sink).hasToString("SendChan[2/2]");
		assertThat(this.source.receive()).isEqualTo(1);
		assertThat(this.source.tryReceive()).isEqualTo(2);
		assertThat(this.source.tryReceive()).isNull();
		assertThat(this.source.tryReceive(Duration.ofNanos(1))).isNull();
	}

	@Test
	void closeAtTheOneEndEndsALoopAtTheOther() throws Exception {
		this.sink.send(1);
		this.sink.send(2);
		this.sink.close();
		assertThat(this.sink.isClosed()).isTrue();
		assertThat(this.source.isClosed()).isTrue();
		List<Integer> received = new ArrayList<>();
		for (int value : this.source) {
			received.add(value);
		}
		assertThat(received).containsExactly(1, 2);
		assertThatExceptionOfType(ClosedChanException.class).isThrownBy(this.sink::close);
	}

	@BubbleTest
	void eitherEndIsACaseOfASelect() throws Exception {
		Chan<String> names = Chan.unbuffered();
		Goroutine<String> receiver = Bubble.runtime()
			.go(() -> Select.select(names.receiveOnly().onReceive((name) -> "received " + name),
					Context.background().done().onReceive((end) -> "never")));
		String sent = Select.select(names.sendOnly().onSend("a", () -> "sent"),
				Select.onTimeout(LONG, () -> "too late"));
		assertThat(sent).isEqualTo("sent");
		assertThat(receiver.join()).isEqualTo("received a");
	}

	@Test
	void pollTellsEmptyFromClosedAndDrained() throws Exception {
		assertThat(this.source.poll()).isEqualTo(new Received.Empty<>());
		assertThat(this.source.poll(Duration.ZERO)).isEqualTo(new Received.Empty<>());
		assertThat(this.source.poll(Duration.ofNanos(1))).isEqualTo(new Received.Empty<>());
		this.chan.send(1);
		this.chan.send(2);
		this.chan.close();
		assertThat(this.source.poll()).isEqualTo(new Received.Value<>(1));
		assertThat(this.source.poll(LONG)).isEqualTo(new Received.Value<>(2));
		assertThat(this.source.poll()).isEqualTo(new Received.Closed<>());
		assertThat(this.source.poll(Duration.ZERO)).isEqualTo(new Received.Closed<>());
		assertThat(this.source.poll(LONG)).isEqualTo(new Received.Closed<>());
	}

	@BubbleTest
	void pollThatWaitsIsToldWhatEndsIt() throws Exception {
		Chan<Integer> values = Chan.unbuffered();
		Goroutine<List<String>> receiver = Bubble.runtime()
			.go(() -> List.of(describe(values.poll(LONG)), describe(values.poll(LONG)), describe(values.poll(LONG))));
		values.send(7);
		Goroutine.sleep(LONG.plusNanos(1));
		values.close();
		assertThat(receiver.join()).containsExactly("value 7", "empty", "closed");
	}

	/** The switch is exhaustive. */
	private static String describe(Received<Integer> received) {
		return switch (received) {
			case Received.Value(Integer value) -> "value " + value;
			case Received.Empty() -> "empty";
			case Received.Closed() -> "closed";
		};
	}

	// Null where there must be none is the point.
	@Test
	@SuppressWarnings("NullAway")
	void receivedValueIsNeverNull() {
		assertThatNullPointerException().isThrownBy(() -> new Received.Value<>(null)).withMessage("value");
	}

	@BubbleTest
	void interruptEndsAPollThatWaits() throws Exception {
		Chan<Integer> values = Chan.unbuffered();
		Goroutine<Received<Integer>> receiver = Bubble.runtime().go(() -> values.poll(LONG));
		Bubble.await();
		receiver.cancel(true);
		Bubble.await();
		assertThat(values.trySend(1)).as("has a receiver left").isFalse();
	}

}
