package dev.goroutine;

import java.lang.ref.Reference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/**
 * Selects under real threads and by the real clock: what {@link SelectTests} cannot see.
 */
@Timeout(60)
class SelectThreadsTests {

	private static final Duration LONG = Duration.ofMinutes(10);

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	private final Chan<Integer> first = Chan.unbuffered();

	private final Chan<Integer> second = Chan.unbuffered();

	private final Chan<Integer> full = Chan.buffered(1);

	SelectThreadsTests() throws InterruptedException {
		this.full.send(1);
	}

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
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
	@SuppressWarnings("unchecked")
	void takes65536Cases() throws Exception {
		List<Chan<Integer>> chans = new ArrayList<>();
		SelectCase<Integer>[] cases = (SelectCase<Integer>[]) new SelectCase<?>[65_536];
		for (int i = 0; i < cases.length; i++) {
			Chan<Integer> chan = Chan.unbuffered();
			chans.add(chan);
			cases[i] = chan.onReceive(Objects::requireNonNull);
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
			senders.forEach(SelectThreadsTests::interrupt);
			receivers.forEach(SelectThreadsTests::interrupt);
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
	void aMillionSelectsLeaveNoWaiterAndNoHeap() throws Exception {
		Chan<Integer> never = Chan.unbuffered();
		Chan<Integer> values = Chan.unbuffered();
		long before = usedHeap();
		Goroutine<Integer> sum = this.runtime.go(() -> {
			int received = 0;
			for (int i = 0; i < 1_000_000; i++) {
				received += Select.<Integer>select(never.onReceive((value) -> -1),
						values.onReceive(Objects::requireNonNull));
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
		// A waiter each would be 40 MB at least.
		assertThat(usedHeap() - before).isLessThan(16_000_000);
		Reference.reachabilityFence(never);
		Reference.reachabilityFence(values);
	}

	private static long usedHeap() {
		System.gc();
		System.gc();
		return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
	}

	private static List<Integer> sorted(List<List<Integer>> lists) {
		return lists.stream().flatMap(List::stream).sorted().toList();
	}

	private void assertNobodyWaits() {
		assertNobodyWaits(this.first, this.second, this.full);
	}

	/** Not even one who has been claimed elsewhere. */
	private static void assertNobodyWaits(Chan<?>... chans) {
		assertThat(IntStream.range(0, chans.length).filter((i) -> chans[i].hchan.hasWaiters()).boxed()).isEmpty();
	}

	private void awaitWaiting(Goroutine<?> goroutine) {
		await().until(() -> goroutine.status() == GoroutineStatus.WAITING);
	}

	private static void interrupt(Goroutine<?> goroutine) {
		((GoroutineTask<?>) goroutine).thread().interrupt();
	}

}
