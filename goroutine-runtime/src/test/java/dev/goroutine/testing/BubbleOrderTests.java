package dev.goroutine.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.goroutine.Chan;
import dev.goroutine.Context;
import dev.goroutine.ErrGroup;
import dev.goroutine.GoBody;
import dev.goroutine.Goroutine;
import dev.goroutine.Select;
import dev.goroutine.Ticker;
import dev.goroutine.WaitGroup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the real runtime may do, some seed does: the orders that a bubble reaches, and
 * none besides.
 */
@Timeout(60)
class BubbleOrderTests {

	private static final Duration MOMENT = Duration.ofSeconds(1);

	/** Whoever sleeps that long may wake, and send, before the time limit is over. */
	@Test
	void senderThatSleepsAsLongAsASelectWaitsMayComeInTime() throws Exception {
		assertThat(outcomes((outcomes) -> {
			Chan<String> chan = Chan.unbuffered();
			Goroutine<Void> sender = Bubble.runtime().go(() -> {
				Goroutine.sleep(MOMENT);
				chan.trySend("sent");
			});
			outcomes.add(Select.select(chan.onReceive(String::valueOf), Select.onTimeout(MOMENT, () -> "timeout")));
			sender.join();
		})).containsExactly("sent", "timeout");
	}

	/** Each sleeps, and notes what it does before and after another call. */
	@Test
	void thoseWhoWakeAtOneMomentInterleaveInAnyOrder() throws Exception {
		assertThat(outcomes((outcomes) -> {
			StringBuilder trace = new StringBuilder();
			WaitGroup group = new WaitGroup();
			for (String name : List.of("a", "b")) {
				group.go(Bubble.runtime(), () -> {
					Goroutine.sleep(MOMENT);
					trace.append(name);
					Goroutine.yield();
					trace.append(name);
				});
			}
			group.await();
			outcomes.add(trace.toString());
		})).containsExactly("aabb", "abab", "abba", "baab", "baba", "bbaa");
	}

	/** Two deadlines and a sleep of one moment, and what each of them sets going. */
	@Test
	void whatOneTimerSetsGoingMayBeDoneBeforeTheNextOfItsMomentFires() throws Exception {
		assertThat(outcomes((outcomes) -> {
			try (Context.Cancellable one = Context.background().withTimeout(MOMENT);
					Context.Cancellable other = Context.background().withTimeout(MOMENT)) {
				Goroutine.sleep(MOMENT);
				boolean ended = one.err() != null;
				boolean otherEnded = other.err() != null;
				outcomes.add(ended + " " + otherEnded);
			}
		})).containsExactly("false false", "false true", "true false", "true true");
	}

	@Test
	void aDeadlineMayBeCancelledAtItsMoment() throws Exception {
		assertThat(outcomes((outcomes) -> {
			Context.Cancellable context = Context.background().withTimeout(MOMENT);
			Goroutine.sleep(MOMENT);
			context.cancel();
			outcomes.add(String.valueOf(context.err()));
		})).hasSize(2);
	}

	/** However they interleave before that. */
	@Test
	void awaitReturnsWhenEveryTimerOfTheMomentHasFired() throws Exception {
		assertThat(outcomes((outcomes) -> {
			List<Context.Cancellable> contexts = new ArrayList<>();
			List<String> woken = new ArrayList<>();
			for (int i = 0; i < 3; i++) {
				contexts.add(Context.background().withTimeout(MOMENT));
				Bubble.runtime().go(() -> {
					Goroutine.sleep(MOMENT);
					woken.add("woken");
				});
			}
			Goroutine.sleep(MOMENT);
			Bubble.await();
			assertThat(contexts).allMatch((context) -> context.err() != null);
			outcomes.addAll(woken);
			assertThat(woken).hasSize(3);
		})).containsExactly("woken");
	}

	@Test
	void theLastMomentIsSeenThroughThoughTheFirstGoroutineHasReturned() throws Exception {
		for (long seed = 0; seed < 100; seed++) {
			Bubble.run(seed, () -> {
				for (int i = 0; i < 5; i++) {
					Bubble.runtime().go(() -> Goroutine.sleep(MOMENT));
				}
				Goroutine.sleep(MOMENT);
			});
		}
	}

	/** Calls of the runtime: whatever others do, they may do before it or after it. */
	static List<GoBody> calls() {
		List<GoBody> calls = new ArrayList<>();
		Chan<Integer> chan = Chan.buffered(1_000_000);
		calls.add(() -> chan.send(1));
		calls.add(() -> chan.trySend(1));
		calls.add(() -> chan.trySend(1, MOMENT));
		calls.add(chan::tryReceive);
		calls.add(() -> chan.tryReceive(Duration.ZERO));
		calls.add(chan::poll);
		calls.add(() -> chan.poll(Duration.ZERO));
		calls.add(chan::size);
		calls.add(chan::isClosed);
		calls.add(() -> Chan.unbuffered().close());
		calls.add(() -> Select.select(Select.onDefault(() -> "default")));
		calls.add(() -> new WaitGroup().add(1));
		calls.add(() -> new WaitGroup().await());
		calls.add(() -> new WaitGroup().go(Bubble.runtime(), () -> {
		}));
		calls.add(() -> new ErrGroup(Bubble.runtime()).go(() -> {
		}));
		calls.add(() -> new ErrGroup(Bubble.runtime()).tryGo(() -> {
		}));
		calls.add(() -> new ErrGroup(Bubble.runtime()).limit(1));
		calls.add(() -> Context.background().withCancel().cancel());
		calls.add(() -> Context.background().withCancel().err());
		calls.add(() -> Bubble.runtime().go(() -> {
		}));
		calls.add(() -> Bubble.runtime().execute(() -> {
		}));
		calls.add(() -> Bubble.runtime().interrupt(0));
		calls.add(() -> Bubble.runtime().go(() -> {
		}).isDone());
		calls.add(() -> Bubble.runtime().go(() -> {
		}).cancel(true));
		calls.add(() -> Goroutine.blocking(() -> 1));
		calls.add(() -> Ticker.every(MOMENT).close());
		calls.add(Goroutine::yield);
		return calls;
	}

	/**
	 * Two of whom the one notes what is there before and after the call, and the other
	 * puts it there in between. No call between the first note and the call, nor between
	 * the call and the second.
	 */
	@ParameterizedTest
	@MethodSource("calls")
	void othersMayGoFirstWhereACallBeginsAndWhereItEnds(GoBody call) throws Exception {
		assertThat(outcomes((outcomes) -> {
			AtomicBoolean before = new AtomicBoolean();
			AtomicBoolean there = new AtomicBoolean();
			Goroutine<Void> other = Bubble.runtime().go(() -> {
				if (before.get()) {
					there.set(true);
				}
			});
			before.set(true);
			call.run();
			outcomes.add(there.get() ? "came between" : "did not come between");
			other.join();
		})).containsExactly("came between", "did not come between");
	}

	/** The woken may be faster than who has closed it. */
	@Test
	void whoIsWokenByACloseMayRunBeforeWhoHasClosedIt() throws Exception {
		assertThat(outcomes((outcomes) -> {
			Chan<Integer> chan = Chan.unbuffered();
			AtomicBoolean after = new AtomicBoolean();
			Goroutine<Void> waiter = Bubble.runtime().go(() -> {
				chan.receive();
				outcomes.add(after.get() ? "after" : "before");
			});
			chan.close();
			after.set(true);
			waiter.join();
		})).containsExactly("after", "before");
	}

	/** What was written before a call may be seen by others before the call is made. */
	@Test
	void whatIsWrittenMayBeSeenBeforeTheFollowingCall() throws Exception {
		assertThat(outcomes((outcomes) -> {
			AtomicBoolean written = new AtomicBoolean();
			Chan<Integer> chan = Chan.buffered(1);
			Goroutine<Void> writer = Bubble.runtime().go(() -> {
				written.set(true);
				chan.trySend(1);
			});
			boolean seen = written.get();
			outcomes.add(seen + " " + (chan.size() == 1));
			writer.join();
		})).containsExactly("false false", "false true", "true false", "true true");
	}

	/** And before its goroutine has ended. */
	@Test
	void whatIsWrittenMayBeSeenBeforeTheEndOfItsGoroutine() throws Exception {
		assertThat(outcomes((outcomes) -> {
			AtomicBoolean written = new AtomicBoolean();
			Goroutine<Void> writer = Bubble.runtime().go(() -> written.set(true));
			boolean seen = written.get();
			outcomes.add(seen + " " + writer.isDone());
			writer.join();
		})).containsExactly("false false", "false true", "true false", "true true");
	}

	private static Set<String> outcomes(Body body) throws Exception {
		Set<String> outcomes = new TreeSet<>();
		for (long seed = 0; seed < 500; seed++) {
			Bubble.run(seed, () -> body.run(outcomes));
		}
		return outcomes;
	}

	private interface Body {

		void run(Set<String> outcomes) throws Exception;

	}

}
