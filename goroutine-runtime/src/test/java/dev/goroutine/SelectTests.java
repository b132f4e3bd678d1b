package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

/**
 * Go's rules for select, one by one.
 */
@Timeout(60)
class SelectTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private final Chan<Integer> first = Chan.unbuffered();

	private final Chan<Integer> second = Chan.unbuffered();

	private final Chan<Integer> full = Chan.buffered(1);

	SelectTests() throws InterruptedException {
		this.full.send(1);
	}

	@Test
	void receivesFromTheChannelThatHasAValue() throws Exception {
		String result = Select.select(this.first.onReceive((value) -> "first " + value),
				this.full.onReceive((value) -> "full " + value));
		assertThat(result).isEqualTo("full 1");
		assertThat(this.full.size()).isZero();
	}

	@Test
	void sendsToTheChannelThatHasRoom() throws Exception {
		Chan<Integer> room = Chan.buffered(1);
		String result = Select.select(this.full.onSend(2, () -> "full"), room.onSend(3, () -> "room"));
		assertThat(result).isEqualTo("room");
		assertThat(room.receive()).isEqualTo(3);
		assertThat(this.full.receive()).isEqualTo(1);
		assertThat(this.full.size()).isZero();
	}

	/** As in Go, whose close goes through the receivers first. */
	@BubbleTest
	void closeOfAChannelThatASelectWaitsForOnBothSidesIsReceived() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		Goroutine<String> waiter = Bubble.runtime()
			.go(() -> Select.select(chan.onSend(1, () -> "sent"), chan.onReceive((value) -> "received " + value)));
		Bubble.await();
		chan.close();
		assertThat(waiter.join()).isEqualTo("received null");
	}

	@BubbleTest
	void meetsAWaitingSender() throws Exception {
		Goroutine<Void> sender = Bubble.runtime().go(() -> this.second.send(5));
		Bubble.await();
		int result = Select.<Integer>select(this.first.onReceive((value) -> -1),
				this.second.onReceive(Objects::requireNonNull));
		assertThat(result).isEqualTo(5);
		sender.get();
	}

	@BubbleTest
	void meetsAWaitingReceiver() throws Exception {
		Goroutine<Integer> receiver = Bubble.runtime().go(() -> this.second.receive());
		Bubble.await();
		String result = Select.select(this.first.onSend(1, () -> "first"), this.second.onSend(2, () -> "second"));
		assertThat(result).isEqualTo("second");
		assertThat(receiver.get()).isEqualTo(2);
	}

	@BubbleTest
	void waitsForASender() throws Exception {
		Goroutine<Integer> select = Bubble.runtime()
			.go(() -> Select.<Integer>select(this.first.onReceive((value) -> -1),
					this.second.onReceive(Objects::requireNonNull)));
		Bubble.await();
		this.second.send(7);
		assertThat(select.get()).isEqualTo(7);
		assertNobodyWaits();
	}

	@BubbleTest
	void waitsForAReceiver() throws Exception {
		Goroutine<String> select = Bubble.runtime()
			.go(() -> Select.select(this.first.onSend(1, () -> "first"), this.second.onSend(2, () -> "second"),
					this.full.onSend(3, () -> "full")));
		Bubble.await();
		assertThat(this.full.receive()).isEqualTo(1);
		assertThat(select.get()).isEqualTo("full");
		assertThat(this.full.receive()).isEqualTo(3);
		assertNobodyWaits();
	}

	@BubbleTest
	void waitsWhereItSendsAndReceives() throws Exception {
		Goroutine<String> select = Bubble.runtime()
			.go(() -> Select.select(this.first.onSend(1, () -> "sent"), this.second.onReceive((value) -> "received")));
		Bubble.await();
		assertThat(this.first.receive()).isEqualTo(1);
		assertThat(select.get()).isEqualTo("sent");
		assertNobodyWaits();
	}

	@BubbleTest
	void doesNotMeetItself() throws Exception {
		Goroutine<String> select = Bubble.runtime()
			.go(() -> Select.select(this.first.onSend(1, () -> "sent"),
					this.first.onReceive((value) -> "received " + value)));
		Bubble.await();
		Goroutine<String> other = Bubble.runtime()
			.go(() -> Select.select(this.first.onSend(2, () -> "sent"),
					this.first.onReceive((value) -> "received " + value)));
		List<String> results = new ArrayList<>(List.of(select.get(), other.get()));
		Collections.sort(results);
		assertThat(results.getLast()).isEqualTo("sent");
		assertThat(results.getFirst()).startsWith("received ");
		assertNobodyWaits();
	}

	@Test
	void defaultIsChosenIfNothingElseCanGoAhead() throws Exception {
		String result = Select.select(this.first.onReceive((value) -> "received"), this.first.onSend(1, () -> "sent"),
				Select.onDefault(() -> "default"));
		assertThat(result).isEqualTo("default");
		assertNobodyWaits();
	}

	@Test
	void defaultIsNotChosenIfSomethingElseCanGoAhead() throws Exception {
		String result = Select.select(Select.onDefault(() -> "default"), this.full.onReceive((value) -> "received"));
		assertThat(result).isEqualTo("received");
	}

	@Test
	void onlyADefault() throws Exception {
		assertThat(Select.<Integer>select(Select.onDefault(() -> 1))).isEqualTo(1);
	}

	@Test
	void timeoutOfZeroIsADefault() throws Exception {
		assertThat(Select.<String>select(this.first.onReceive((value) -> "received"),
				Select.onTimeout(Duration.ZERO, () -> "timeout")))
			.isEqualTo("timeout");
		assertThat(Select.<String>select(this.full.onReceive((value) -> "received"),
				Select.onTimeout(Duration.ZERO, () -> "timeout")))
			.isEqualTo("received");
		assertNobodyWaits();
	}

	@Test
	void defaultComesBeforeATimeout() throws Exception {
		assertThat(Select.<String>select(Select.onTimeout(Duration.ZERO, () -> "timeout"),
				Select.onDefault(() -> "default")))
			.isEqualTo("default");
	}

	@BubbleTest
	void timeoutIsNotChosenInTime() throws Exception {
		Goroutine<String> select = Bubble.runtime()
			.go(() -> Select.select(this.first.onReceive((value) -> "received"),
					Select.onTimeout(LONG, () -> "timeout")));
		Bubble.await();
		this.first.send(1);
		assertThat(select.get()).isEqualTo("received");
	}

	@Test
	void receiveCaseOfAClosedChannelIsAlwaysReady() throws Exception {
		this.first.close();
		assertThat(Select.<String>select(this.first.onReceive((value) -> "got " + value))).isEqualTo("got null");
		this.full.close();
		assertThat(Select.<String>select(this.full.onReceive((value) -> "got " + value))).isEqualTo("got 1");
		assertThat(Select.<String>select(this.full.onReceive((value) -> "got " + value))).isEqualTo("got null");
	}

	@Test
	void sendCaseOfAClosedChannelFails() {
		this.first.close();
		assertThatExceptionOfType(ClosedChanException.class)
			.isThrownBy(() -> Select.<String>select(this.first.onSend(1, () -> "sent"),
					this.second.onReceive((value) -> "received")))
			.withMessage("send on closed channel");
		assertNobodyWaits(this.second);
	}

	@BubbleTest
	void closeReleasesAReceiveCase() throws Exception {
		Goroutine<String> select = Bubble.runtime()
			.go(() -> Select.select(this.first.onReceive((value) -> "got " + value),
					this.second.onReceive((value) -> "other")));
		Bubble.await();
		this.first.close();
		assertThat(select.get()).isEqualTo("got null");
		assertNobodyWaits(this.second);
	}

	@BubbleTest
	void closeFailsASendCase() throws Exception {
		Goroutine<String> select = Bubble.runtime()
			.go(() -> Select.select(this.first.onSend(1, () -> "sent"), this.second.onReceive((value) -> "other")));
		Bubble.await();
		this.first.close();
		assertThatExceptionOfType(ClosedChanException.class).isThrownBy(select::join)
			.withMessage("send on closed channel");
		assertNobodyWaits(this.second);
	}

	@BubbleTest
	void closeOfAChannelWithASendAndAReceiveCaseReleasesOnce() throws Exception {
		Goroutine<String> select = Bubble.runtime()
			.go(() -> Select.select(this.first.onReceive((value) -> "got " + value),
					this.first.onReceive((value) -> "got " + value)));
		Bubble.await();
		this.first.close();
		assertThat(select.get()).isEqualTo("got null");
	}

	@Test
	void nullCasesNeverHappen() throws Exception {
		SelectCase<String> never = null;
		assertThat(Select.select(never, this.full.onReceive((value) -> "received"), never)).isEqualTo("received");
		assertThat(Select.select(never, Select.onDefault(() -> "default"))).isEqualTo("default");
	}

	@BubbleTest
	void withoutCasesItWaitsForEver() throws Exception {
		Goroutine<Void> none = Bubble.runtime().go(() -> {
			Select.<Integer>select();
		});
		Bubble.await();
		assertThat(Bubble.runtime().dump()).contains("[select (no cases)]");
		interrupt(none);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(none::join);
	}

	@BubbleTest
	void interruptEndsWaiting() throws Exception {
		Goroutine<String> select = Bubble.runtime()
			.go(() -> Select.select(this.first.onReceive((value) -> "received"), this.second.onSend(1, () -> "sent"),
					Select.onTimeout(LONG, () -> "timeout")));
		Bubble.await();
		interrupt(select);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(select::join);
		assertNobodyWaits();
	}

	@Test
	void interruptedThreadDoesNotBegin() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class)
			.isThrownBy(() -> Select.<String>select(this.full.onReceive((value) -> "received")));
		assertThat(this.full.size()).isEqualTo(1);
	}

	@BubbleTest
	void waitReasonIsSelect() {
		Goroutine<String> select = Bubble.runtime()
			.go(() -> Select.select(this.first.onReceive((value) -> "received"), this.second.onSend(1, () -> "sent")));
		Bubble.await();
		assertThat(Bubble.runtime().goroutines()).filteredOn((goroutine) -> goroutine.id() == select.id())
			.singleElement()
			.extracting(GoroutineSnapshot::waitReason)
			.isEqualTo("select");
		select.cancel(true);
	}

	@Test
	void whatIsToBeDoneMayUseTheSameChannels() throws Exception {
		int result = Select.select(this.full.onReceive((value) -> {
			assertThat(value).isNotNull();
			assertThat(this.full.trySend(value + 1)).isTrue();
			return value;
		}));
		assertThat(result).isEqualTo(1);
		assertThat(this.full.receive()).isEqualTo(2);
	}

	@Test
	void whatIsToBeDoneMayFail() {
		assertThatIllegalArgumentException().isThrownBy(() -> Select.<String>select(this.full.onReceive((value) -> {
			throw new IllegalArgumentException("mine");
		}))).withMessage("mine");
		assertThat(this.full.size()).isZero();
		assertThat(this.full.trySend(2)).as("the lock is free").isTrue();
	}

	@Test
	void casesMayBeUsedAgain() throws Exception {
		SelectCase<String> receive = this.full.onReceive((value) -> "received " + value);
		SelectCase<String> send = this.full.onSend(9, () -> "sent");
		assertThat(Select.select(receive, send)).isEqualTo("received 1");
		assertThat(Select.select(receive, send)).isEqualTo("sent");
		assertThat(Select.select(receive, send)).isEqualTo("received 9");
	}

	@Test
	void twoDefaultsFail() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Select.<Integer>select(Select.onDefault(() -> 1), Select.onDefault(() -> 2)))
			.withMessage("A select has one default at most, this one has more");
	}

	// Nulls are the point.
	@Test
	@SuppressWarnings("NullAway")
	void actionsMayNotBeNull() {
		assertThatNullPointerException().isThrownBy(() -> this.first.onReceive(null)).withMessage("then");
		assertThatNullPointerException().isThrownBy(() -> this.first.onSend(1, null)).withMessage("then");
		assertThatNullPointerException().isThrownBy(() -> Select.onDefault(null)).withMessage("then");
		assertThatNullPointerException().isThrownBy(() -> Select.onTimeout(LONG, null)).withMessage("then");
		assertThatNullPointerException().isThrownBy(() -> Select.onTimeout(null, () -> 1)).withMessage("after");
		assertThatNullPointerException().isThrownBy(() -> Select.select((SelectCase<Integer>[]) null))
			.withMessage("cases");
	}

	/**
	 * 10,000 draws with two equal chances: the standard deviation is 50.
	 */
	@Test
	void choiceAmongReadyCasesIsUniform() throws Exception {
		Chan<Integer> third = Chan.buffered(1);
		third.send(3);
		int[] chosen = new int[5];
		for (int i = 0; i < 10_000; i++) {
			int which = Select.select(this.first.onReceive((value) -> 0), this.full.onReceive((value) -> 1),
					this.second.onReceive((value) -> 2), third.onReceive((value) -> 3));
			chosen[which]++;
			(which == 1 ? this.full : third).send(1);
		}
		assertThat(chosen[1]).isBetween(4_500, 5_500);
		assertThat(chosen[3]).isEqualTo(10_000 - chosen[1]);
	}

	/** Two draws of three are the channel's that stands there twice. */
	@Test
	void channelThatStandsThereTwiceCountsTwice() throws Exception {
		Chan<Integer> other = Chan.buffered(1);
		other.send(1);
		int chosen = 0;
		for (int i = 0; i < 9_000; i++) {
			boolean once = Select.select(this.full.onReceive((value) -> false), other.onReceive((value) -> true),
					this.full.onReceive((value) -> false));
			if (once) {
				chosen++;
			}
			(once ? other : this.full).send(1);
		}
		assertThat(chosen).isBetween(2_550, 3_450);
	}

	/**
	 * As above, but the select waits before the value comes: 2,000 draws of two, with a
	 * standard deviation of 22.
	 */
	@BubbleTest(seeds = 1)
	void choiceAmongCasesOfOneChannelThatWaitIsUniform() throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		int[] received = new int[2];
		int[] sent = new int[2];
		for (int i = 0; i < 2_000; i++) {
			Goroutine<Integer> receiver = Bubble.runtime()
				.go(() -> Select.<Integer>select(chan.onReceive((value) -> 0), chan.onReceive((value) -> 1)));
			Bubble.await();
			chan.send(i);
			received[receiver.join()]++;
			Goroutine<Integer> sender = Bubble.runtime()
				.go(() -> Select.select(chan.onSend(1, () -> 0), chan.onSend(2, () -> 1)));
			Bubble.await();
			chan.receive();
			sent[sender.join()]++;
		}
		assertThat(received[0]).isBetween(850, 1_150);
		assertThat(sent[0]).isBetween(850, 1_150);
	}

	/** So does a close that wakes it. */
	@BubbleTest(seeds = 1)
	void choiceAmongCasesOfOneChannelThatIsClosedIsUniform() throws Exception {
		int first = 0;
		for (int i = 0; i < 2_000; i++) {
			Chan<Integer> chan = Chan.unbuffered();
			Goroutine<Boolean> receiver = Bubble.runtime()
				.go(() -> Select.<Boolean>select(chan.onReceive((value) -> true), chan.onReceive((value) -> false)));
			Bubble.await();
			chan.close();
			first += receiver.join() ? 1 : 0;
		}
		assertThat(first).isBetween(850, 1_150);
	}

	private void assertNobodyWaits() {
		assertNobodyWaits(this.first, this.second, this.full);
	}

	/** Not even one who has been claimed elsewhere. */
	private static void assertNobodyWaits(Chan<?>... chans) {
		assertThat(IntStream.range(0, chans.length).filter((i) -> chans[i].hchan.hasWaiters()).boxed()).isEmpty();
	}

	private static void interrupt(Goroutine<?> goroutine) {
		((GoroutineTask<?>) goroutine).thread().interrupt();
	}

}
