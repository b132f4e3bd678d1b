package dev.goroutine;

import java.util.ArrayList;
import java.util.List;

import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Go's rules for {@code sync.WaitGroup}, one by one.
 */
@Timeout(60)
class WaitGroupTests {

	private final WaitGroup group = new WaitGroup();

	@BubbleTest
	void zeroNeedsNoWaiting() throws Exception {
		this.group.await();
		this.group.add(3);
		this.group.add(-3);
		this.group.await();
		this.group.add(0);
		this.group.await();
	}

	@BubbleTest
	void waitsForTheLastOne() throws Exception {
		this.group.add(2);
		Goroutine<Void> waiter = Bubble.runtime().go(this.group::await);
		Bubble.await();
		this.group.done();
		assertThat(this.group).hasToString("WaitGroup[1]");
		assertThat(waiter.isDone()).isFalse();
		this.group.done();
		waiter.join();
	}

	@BubbleTest
	void negativeCounterFailsAndChangesNothing() throws Exception {
		assertThatIllegalStateException().isThrownBy(this.group::done)
			.withMessage("sync: negative WaitGroup counter: 0 and -1 make -1");
		this.group.add(2);
		assertThatIllegalStateException().isThrownBy(() -> this.group.add(-3))
			.withMessageStartingWith("sync: negative WaitGroup counter");
		assertThatIllegalStateException().isThrownBy(() -> this.group.add(Integer.MIN_VALUE))
			.withMessageStartingWith("sync: negative WaitGroup counter");
		assertThat(this.group).hasToString("WaitGroup[2]");
	}

	@BubbleTest
	void counterDoesNotOverflow() {
		this.group.add(Integer.MAX_VALUE);
		assertThatIllegalStateException().isThrownBy(() -> this.group.add(1))
			.withMessage("sync: WaitGroup counter overflow: 2147483647 and 1 make 2147483648");
		assertThat(this.group).hasToString("WaitGroup[2147483647]");
	}

	/** In Go that is a panic; here each zero is told to those who waited for it. */
	@BubbleTest
	void mayBeUsedAgainBeforeThoseWhoWaitedHaveRun() throws Exception {
		this.group.add(1);
		Goroutine<Void> waiter = Bubble.runtime().go(this.group::await);
		Bubble.await();
		Bubble.runtime().go(() -> {
			this.group.done();
			this.group.add(1);
		}).join();
		waiter.join();
		assertThat(this.group).hasToString("WaitGroup[1]");
	}

	@BubbleTest
	void tellsWhatItWaitsFor() {
		this.group.add(1);
		Goroutine<Void> waiter = Bubble.runtime().go(this.group::await);
		Bubble.await();
		assertThat(Bubble.runtime().dump()).contains("goroutine " + waiter.id() + " [sync.WaitGroup.Wait]:\n");
		this.group.done();
	}

	@BubbleTest
	void interruptEndsWaiting() throws Exception {
		this.group.add(1);
		Goroutine<Void> waiter = Bubble.runtime().go(this.group::await);
		Bubble.await();
		((GoroutineTask<?>) waiter).thread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiter::join);
		this.group.done();
		this.group.await();
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(this.group::await);
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	/** They may be many, and the lock is for others too. */
	@Test
	void thoseWhoWaitGoOnOneByOne() {
		this.group.add(1);
		SteppedWaiter first = new SteppedWaiter(this.group::await);
		SteppedWaiter second = new SteppedWaiter(this.group::await);
		List<String> seen = new ArrayList<>();
		first.onWake(() -> {
			seen.add("second is claimed: " + second.isClaimed());
			this.group.add(1);
		});
		this.group.done();
		assertThat(seen).containsExactly("second is claimed: false");
		assertThat(first.hasEnded()).isTrue();
		assertThat(second.hasEnded()).as("though the count is up again").isTrue();
		assertThat(this.group).hasToString("WaitGroup[1]");
	}

	/**
	 * Whoever has come after the zero is not for those who are still being told of it.
	 */
	@Test
	void whoWaitsForTheNextZeroGoesOnWithThat() {
		this.group.add(1);
		SteppedWaiter early = new SteppedWaiter(this.group::await);
		List<SteppedWaiter> late = new ArrayList<>();
		early.onWake(() -> {
			this.group.add(1);
			late.add(new SteppedWaiter(this.group::await));
		});
		this.group.done();
		assertThat(early.hasEnded()).isTrue();
		assertThat(late.getFirst().hasEnded()).isFalse();
		this.group.done();
		assertThat(late.getFirst().hasEnded()).isTrue();
	}

}
