package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.awaitility.Awaitility.await;

/**
 * Go's rules for select, one by one.
 */
@Timeout(60)
class SelectTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	private final Chan<Integer> first = Chan.unbuffered();

	private final Chan<Integer> second = Chan.unbuffered();

	private final Chan<Integer> full = Chan.buffered(1);

	SelectTests() throws InterruptedException {
		this.full.send(1);
	}

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
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

	@Test
	void meetsAWaitingSender() throws Exception {
		Goroutine<Void> sender = this.runtime.go(() -> this.second.send(5));
		awaitWaiting(sender);
		int result = Select.select(this.first.onReceive((value) -> -1), this.second.onReceive((value) -> value));
		assertThat(result).isEqualTo(5);
		sender.get();
	}

	@Test
	void meetsAWaitingReceiver() throws Exception {
		Goroutine<Integer> receiver = this.runtime.go(() -> this.second.receive());
		awaitWaiting(receiver);
		String result = Select.select(this.first.onSend(1, () -> "first"), this.second.onSend(2, () -> "second"));
		assertThat(result).isEqualTo("second");
		assertThat(receiver.get()).isEqualTo(2);
	}

	@Test
	void waitsForASender() throws Exception {
		Goroutine<Integer> select = this.runtime.go(() -> Select.<Integer>select(this.first.onReceive((value) -> -1),
				this.second.onReceive((value) -> value)));
		awaitWaiting(select);
		this.second.send(7);
		assertThat(select.get()).isEqualTo(7);
		assertNobodyWaits();
	}

	@Test
	void waitsForAReceiver() throws Exception {
		Goroutine<String> select = this.runtime.go(() -> Select.select(this.first.onSend(1, () -> "first"),
				this.second.onSend(2, () -> "second"), this.full.onSend(3, () -> "full")));
		awaitWaiting(select);
		assertThat(this.full.receive()).isEqualTo(1);
		assertThat(select.get()).isEqualTo("full");
		assertThat(this.full.receive()).isEqualTo(3);
		assertNobodyWaits();
	}

	@Test
	void waitsWhereItSendsAndReceives() throws Exception {
		Goroutine<String> select = this.runtime
			.go(() -> Select.select(this.first.onSend(1, () -> "sent"), this.second.onReceive((value) -> "received")));
		awaitWaiting(select);
		assertThat(this.first.receive()).isEqualTo(1);
		assertThat(select.get()).isEqualTo("sent");
		assertNobodyWaits();
	}

	@Test
	void doesNotMeetItself() throws Exception {
		Goroutine<String> select = this.runtime.go(() -> Select.select(this.first.onSend(1, () -> "sent"),
				this.first.onReceive((value) -> "received " + value)));
		awaitWaiting(select);
		Goroutine<String> other = this.runtime.go(() -> Select.select(this.first.onSend(2, () -> "sent"),
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
	void timeoutIsChosenIfNothingElseCouldGoAhead() throws Exception {
		for (boolean goroutine : new boolean[] { true, false }) {
			FutureTask<String> task = new FutureTask<>(() -> Select.select(this.first.onReceive((value) -> "received"),
					this.first.onSend(1, () -> "sent"), Select.onTimeout(LONG, () -> "long"),
					Select.onTimeout(Duration.ofMillis(1), () -> "short"), Select.onTimeout(LONG, () -> "long")));
			if (goroutine) {
				this.runtime.execute(task);
			}
			else {
				task.run();
			}
			assertThat(task.get()).isEqualTo("short");
			assertNobodyWaits();
		}
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

	@Test
	void timeoutIsNotChosenInTime() throws Exception {
		Goroutine<String> select = this.runtime.go(() -> Select.select(this.first.onReceive((value) -> "received"),
				Select.onTimeout(LONG, () -> "timeout")));
		awaitWaiting(select);
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

	@Test
	void closeReleasesAReceiveCase() throws Exception {
		Goroutine<String> select = this.runtime.go(() -> Select.select(this.first.onReceive((value) -> "got " + value),
				this.second.onReceive((value) -> "other")));
		awaitWaiting(select);
		this.first.close();
		assertThat(select.get()).isEqualTo("got null");
		assertNobodyWaits(this.second);
	}

	@Test
	void closeFailsASendCase() throws Exception {
		Goroutine<String> select = this.runtime
			.go(() -> Select.select(this.first.onSend(1, () -> "sent"), this.second.onReceive((value) -> "other")));
		awaitWaiting(select);
		this.first.close();
		assertThatExceptionOfType(ClosedChanException.class).isThrownBy(select::join)
			.withMessage("send on closed channel");
		assertNobodyWaits(this.second);
	}

	@Test
	void closeOfAChannelWithASendAndAReceiveCaseReleasesOnce() throws Exception {
		Goroutine<String> select = this.runtime.go(() -> Select.select(this.first.onReceive((value) -> "got " + value),
				this.first.onReceive((value) -> "got " + value)));
		awaitWaiting(select);
		this.first.close();
		assertThat(select.get()).isEqualTo("got null");
	}

	@Test
	void nullCasesNeverHappen() throws Exception {
		SelectCase<String> never = null;
		assertThat(Select.select(never, this.full.onReceive((value) -> "received"), never)).isEqualTo("received");
		assertThat(Select.select(never, Select.onDefault(() -> "default"))).isEqualTo("default");
	}

	@Test
	void withoutCasesItWaitsForEver() throws Exception {
		Goroutine<Void> none = this.runtime.go(() -> {
			Select.<Integer>select();
		});
		awaitWaiting(none);
		assertThat(this.runtime.dump()).contains("[select (no cases)]");
		interrupt(none);
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(none::join);
	}

	@Test
	void interruptEndsWaiting() throws Exception {
		Goroutine<String> select = this.runtime.go(() -> Select.select(this.first.onReceive((value) -> "received"),
				this.second.onSend(1, () -> "sent"), Select.onTimeout(LONG, () -> "timeout")));
		awaitWaiting(select);
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

	@Test
	void waitReasonIsSelect() {
		Goroutine<String> select = this.runtime
			.go(() -> Select.select(this.first.onReceive((value) -> "received"), this.second.onSend(1, () -> "sent")));
		awaitWaiting(select);
		assertThat(this.runtime.goroutines()).singleElement()
			.extracting(GoroutineSnapshot::waitReason)
			.isEqualTo("select");
	}

	@Test
	void whatIsToBeDoneMayUseTheSameChannels() throws Exception {
		int result = Select.select(this.full.onReceive((value) -> {
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

	@Test
	void actionsMayNotBeNull() {
		assertThatNullPointerException().isThrownBy(() -> this.first.onReceive(null)).withMessage("then");
		assertThatNullPointerException().isThrownBy(() -> this.first.onSend(1, null)).withMessage("then");
		assertThatNullPointerException().isThrownBy(() -> Select.onDefault(null)).withMessage("then");
		assertThatNullPointerException().isThrownBy(() -> Select.onTimeout(LONG, null)).withMessage("then");
	}

	@Test
	@SuppressWarnings("unchecked")
	void takes65536Cases() throws Exception {
		List<Chan<Integer>> chans = new ArrayList<>();
		SelectCase<Integer>[] cases = (SelectCase<Integer>[]) new SelectCase<?>[65_536];
		for (int i = 0; i < cases.length; i++) {
			Chan<Integer> chan = Chan.unbuffered();
			chans.add(chan);
			cases[i] = chan.onReceive((value) -> value);
		}
		Goroutine<Integer> select = this.runtime.go(() -> Select.<Integer>select(cases));
		awaitWaiting(select);
		chans.get(40_000).send(3);
		assertThat(select.get()).isEqualTo(3);
		assertNobodyWaits(chans.toArray(Chan<?>[]::new));
		SelectCase<Integer>[] tooMany = Arrays.copyOf(cases, 65_537);
		assertThatIllegalArgumentException().isThrownBy(() -> Select.<Integer>select(tooMany))
			.withMessage("A select has 65536 cases at most, this one has 65537");
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

	@Test
	void choiceAmongWaitingPartnersIsUniformToo() throws Exception {
		int[] chosen = new int[2];
		List<Goroutine<Void>> senders = new ArrayList<>();
		for (Chan<Integer> chan : List.of(this.first, this.second)) {
			senders.add(this.runtime.go(() -> {
				try {
					for (;;) {
						chan.send(1);
					}
				}
				catch (ClosedChanException ex) {
					// Enough.
				}
			}));
		}
		for (int i = 0; i < 2_000; i++) {
			for (Goroutine<Void> sender : senders) {
				while (sender.status() != GoroutineStatus.WAITING) {
					Thread.yield();
				}
			}
			chosen[Select.<Integer>select(this.first.onReceive((value) -> 0), this.second.onReceive((value) -> 1))]++;
		}
		this.first.close();
		this.second.close();
		for (Goroutine<Void> sender : senders) {
			sender.get();
		}
		assertThat(chosen[0]).isBetween(750, 1_250);
	}

	/** Two that lock the same channels in any order never wait for each other. */
	@Test
	void selectsOverTheSameChannelsDoNotDeadlock() throws Exception {
		int enough = 40_000;
		List<Goroutine<Void>> goroutines = new ArrayList<>();
		AtomicInteger sent = new AtomicInteger();
		AtomicInteger received = new AtomicInteger();
		for (int g = 0; g < 4; g++) {
			boolean turned = g % 2 == 0;
			goroutines.add(this.runtime.go(() -> {
				Chan<Integer> a = turned ? this.first : this.second;
				Chan<Integer> b = turned ? this.second : this.first;
				while (received.get() < enough) {
					Select.<Integer>select(a.onSend(1, sent::incrementAndGet), b.onSend(1, sent::incrementAndGet),
							b.onReceive((value) -> received.incrementAndGet()),
							a.onReceive((value) -> received.incrementAndGet()),
							Select.onTimeout(Duration.ofMillis(20), () -> 0));
				}
			}));
		}
		for (Goroutine<Void> goroutine : goroutines) {
			goroutine.get();
		}
		assertThat(received).hasValue(sent.get());
		assertNobodyWaits();
	}

	/**
	 * Each value is received once although receivers wait at several channels, are
	 * interrupted, and run out of time.
	 */
	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void noValueIsLostOrDoubled(int capacity) throws Exception {
		int perSender = 20_000;
		List<Chan<Integer>> chans = List.of(Chan.buffered(capacity), Chan.buffered(capacity), Chan.buffered(capacity));
		Chan<Integer> quit = Chan.unbuffered();
		CountDownLatch sending = new CountDownLatch(3);
		List<List<Integer>> sent = new ArrayList<>();
		List<Goroutine<Void>> senders = new ArrayList<>();
		for (int s = 0; s < 3; s++) {
			int from = s * perSender;
			List<Integer> own = new ArrayList<>();
			sent.add(own);
			Chan<Integer> one = chans.get(s);
			Chan<Integer> two = chans.get((s + 1) % 3);
			senders.add(this.runtime.go(() -> {
				for (int i = 0; i < perSender; i++) {
					int value = from + i;
					try {
						if (Select.<Boolean>select(one.onSend(value, () -> true), two.onSend(value, () -> true),
								Select.onTimeout(Duration.ofMillis(1), () -> false))) {
							own.add(value);
						}
					}
					catch (InterruptedException ex) {
						// Not sent.
					}
				}
				sending.countDown();
			}));
		}
		List<List<Integer>> received = new ArrayList<>();
		List<Goroutine<Void>> receivers = new ArrayList<>();
		for (int r = 0; r < 2; r++) {
			List<Integer> own = new ArrayList<>();
			received.add(own);
			receivers.add(this.runtime.go(() -> {
				boolean more = true;
				while (more) {
					try {
						more = Select.<Boolean>select(chans.get(0).onReceive(own::add),
								chans.get(1).onReceive(own::add), chans.get(2).onReceive(own::add),
								quit.onReceive((value) -> false));
					}
					catch (InterruptedException ex) {
						// Nothing received.
					}
				}
			}));
		}
		while (sending.getCount() > 0) {
			senders.forEach(SelectTests::interrupt);
			receivers.forEach(SelectTests::interrupt);
			Thread.yield();
		}
		for (Goroutine<Void> sender : senders) {
			sender.get();
		}
		await().until(() -> chans.stream().allMatch((chan) -> chan.size() == 0));
		quit.close();
		for (Goroutine<Void> receiver : receivers) {
			receiver.get();
		}
		assertThat(sorted(received)).isEqualTo(sorted(sent));
		assertThat(sorted(sent)).isNotEmpty();
		assertNobodyWaits(chans.toArray(Chan<?>[]::new));
	}

	/** After so many selects over the same channels nothing of them is left. */
	@Test
	void aMillionSelectsLeaveNoWaiter() throws Exception {
		Chan<Integer> never = Chan.unbuffered();
		Chan<Integer> values = Chan.unbuffered();
		Goroutine<Integer> sum = this.runtime.go(() -> {
			int received = 0;
			for (int i = 0; i < 1_000_000; i++) {
				received += Select.select(never.onReceive((value) -> -1), values.onReceive((value) -> value));
			}
			return received;
		});
		Goroutine<Void> sender = this.runtime.go(() -> {
			for (int i = 0; i < 1_000_000; i++) {
				values.send(1);
			}
		});
		assertThat(sum.get()).isEqualTo(1_000_000);
		sender.get();
		assertNobodyWaits(never, values);
	}

	private static List<Integer> sorted(List<List<Integer>> lists) {
		return lists.stream().flatMap(List::stream).sorted().toList();
	}

	private void assertNobodyWaits() {
		assertNobodyWaits(this.first, this.second, this.full);
	}

	/** Not even one who has been claimed elsewhere. */
	private static void assertNobodyWaits(Chan<?>... chans) {
		assertThat(IntStream.range(0, chans.length).filter((i) -> chans[i].hasWaiters()).boxed()).isEmpty();
	}

	private void awaitWaiting(Goroutine<?> goroutine) {
		await().until(() -> goroutine.status() == GoroutineStatus.WAITING);
	}

	private static void interrupt(Goroutine<?> goroutine) {
		((GoroutineTask<?>) goroutine).thread().interrupt();
	}

}
