package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * The limit of an error group.
 */
@Timeout(60)
class ErrGroupLimitTests {

	@BubbleTest
	void limitIsKept() throws Exception {
		for (int limit : new int[] { 1, 3 }) {
			ErrGroup group = new ErrGroup(Bubble.runtime());
			group.limit(limit);
			AtomicInteger active = new AtomicInteger();
			AtomicInteger most = new AtomicInteger();
			for (int i = 0; i < 50; i++) {
				group.go(() -> {
					most.accumulateAndGet(active.incrementAndGet(), Math::max);
					Goroutine.yield();
					active.decrementAndGet();
				});
			}
			group.await();
			assertThat(most).hasValueBetween(1, limit);
			assertThat(active).hasValue(0);
		}
	}

	@BubbleTest
	void goWaitsForTheLimitFirstComeFirstServed() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		group.limit(1);
		Chan<Integer> hold = Chan.unbuffered();
		Queue<Integer> order = new ConcurrentLinkedQueue<>();
		group.go(hold::receive);
		List<Goroutine<Void>> callers = new ArrayList<>();
		for (int i = 0; i < 5; i++) {
			int n = i;
			Goroutine<Void> caller = Bubble.runtime().go(() -> group.go(() -> order.add(n)));
			callers.add(caller);
			Bubble.await();
		}
		assertThat(Bubble.runtime().dump()).contains("goroutine " + callers.get(0).id() + " [chan send]:\n");
		hold.send(1);
		for (Goroutine<Void> caller : callers) {
			caller.join();
		}
		group.await();
		assertThat(order).containsExactly(0, 1, 2, 3, 4);
	}

	@BubbleTest
	void tryGoDoesNotWait() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		group.limit(1);
		Chan<Integer> hold = Chan.unbuffered();
		assertThat(group.tryGo(hold::receive)).isTrue();
		assertThat(group.tryGo(() -> {
		})).isFalse();
		hold.send(1);
		Bubble.await();
		assertThat(group.tryGo(() -> {
		})).isTrue();
		group.await();
		assertThat(new ErrGroup(Bubble.runtime()).tryGo(() -> {
		})).as("without a limit").isTrue();
	}

	@BubbleTest
	void limitOfZeroLetsNobodyIn() {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		group.limit(0);
		assertThat(group.tryGo(() -> {
		})).isFalse();
		Goroutine<Void> caller = Bubble.runtime().go(() -> group.go(() -> {
		}));
		Bubble.await();
		assertThat(caller.isDone()).isFalse();
		caller.cancel(true);
	}

	/** As in Go, and who waits for the limit goes on. */
	@BubbleTest
	void limitIsLiftedWhileGoroutinesAreActive() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		group.limit(1);
		Chan<Integer> hold = Chan.unbuffered();
		List<Goroutine<Void>> callers = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			callers.add(Bubble.runtime().go(() -> group.go(hold::receive)));
		}
		Bubble.await();
		assertThat(callers).filteredOn(Goroutine::isDone).hasSize(1);
		group.limit(-1);
		Bubble.await();
		assertThat(callers).allMatch(Goroutine::isDone);
		assertThat(group.tryGo(hold::receive)).isTrue();
		assertThatIllegalStateException().isThrownBy(() -> group.limit(5))
			.withMessage("errgroup: modify limit while 5 goroutines in the group are still active");
		for (int i = 0; i < 5; i++) {
			hold.send(i);
		}
		group.await();
		group.limit(5);
	}

	@BubbleTest
	void limitIsNotChangedWhileGoroutinesAreActive() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		Chan<Integer> hold = Chan.unbuffered();
		group.go(hold::receive);
		group.go(hold::receive);
		assertThatIllegalStateException().isThrownBy(() -> group.limit(2))
			.withMessage("errgroup: modify limit while 2 goroutines in the group are still active");
		hold.send(1);
		hold.send(2);
		group.await();
		group.limit(2);
	}

	@BubbleTest
	void interruptedWhileItWaitsForTheLimit() throws Exception {
		ErrGroup group = new ErrGroup(Bubble.runtime());
		group.limit(1);
		Chan<Integer> hold = Chan.unbuffered();
		group.go(hold::receive);
		Goroutine<Boolean> caller = Bubble.runtime().go(() -> {
			assertThatExceptionOfType(CancellationException.class).isThrownBy(() -> group.go(() -> hold.send(-1)))
				.withMessage("Interrupted while it waited for the limit of an ErrGroup");
			return Thread.currentThread().isInterrupted();
		});
		Bubble.await();
		((GoroutineTask<?>) caller).thread().interrupt();
		assertThat(caller.join()).isTrue();
		hold.send(1);
		group.await();
		assertThat(group.tryGo(() -> {
		})).as("the place is free").isTrue();
	}

	@BubbleTest
	void deadlineThatEndsWaitingForTheLimitIsTheError() {
		try (Context.Cancellable parent = Context.background().withTimeout(Duration.ofMillis(5))) {
			ErrGroup group = new ErrGroup(Bubble.runtime(), parent);
			group.limit(1);
			group.go(() -> group.go(() -> {
			}));
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(group::await)
				.withMessage("context deadline exceeded");
		}
	}

	/** They may be many, and the lock is for others too. */
	@Test
	void thoseWhoWaitGoOnOneByOneWithoutALimit() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			ErrGroup group = new ErrGroup(runtime);
			group.limit(0);
			GoBody caller = () -> group.go(() -> {
			});
			SteppedWaiter first = new SteppedWaiter(caller);
			SteppedWaiter second = new SteppedWaiter(caller);
			List<String> seen = new ArrayList<>();
			first.onWake(() -> seen.add("second is claimed: " + second.isClaimed()));
			group.limit(-1);
			assertThat(seen).containsExactly("second is claimed: false");
			assertThat(first.hasEnded()).isTrue();
			assertThat(second.hasEnded()).isTrue();
			group.await();
		}
	}

}
