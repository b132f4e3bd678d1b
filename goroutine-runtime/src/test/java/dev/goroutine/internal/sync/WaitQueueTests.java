package dev.goroutine.internal.sync;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The waiters at one side of a channel.
 */
class WaitQueueTests {

	private final WaitQueue queue = new WaitQueue();

	@Test
	void firstInFirstOut() {
		assertThat(this.queue.isEmpty()).isTrue();
		Sudog[] sudogs = addThree();
		assertThat(this.queue.isEmpty()).isFalse();
		assertThat(drain()).containsExactly(sudogs);
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(this.queue.poll()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2 })
	void whoeverIsTakenOutTheOthersStay(int index) {
		Sudog[] sudogs = addThree();
		List<Sudog> others = new ArrayList<>(List.of(sudogs));
		Sudog left = others.remove(index);
		this.queue.remove(left);
		assertThat(left.queued).isFalse();
		assertThat(left.previous).isNull();
		assertThat(left.next).isNull();
		this.queue.remove(left);
		Sudog another = sudog();
		this.queue.add(another);
		others.add(another);
		assertThat(drain()).containsExactlyElementsOf(others);
	}

	@Test
	void whoHasLeftMayComeAgain() {
		Sudog[] sudogs = addThree();
		this.queue.remove(sudogs[0]);
		this.queue.add(sudogs[0]);
		assertThat(drain()).containsExactly(sudogs[1], sudogs[2], sudogs[0]);
	}

	@Test
	void claimsAllButThoseThatHaveAnOutcome() {
		assertThat(this.queue.claimAll(null)).isNull();
		Sudog[] sudogs = addThree();
		Sudog fourth = sudog();
		this.queue.add(fourth);
		assertThat(sudogs[0].waiter.claim(Waiter.TIMEOUT)).isTrue();
		assertThat(sudogs[2].waiter.claim(Waiter.INTERRUPTED)).isTrue();
		Sudog claimed = this.queue.claimAll(null);
		assertThat(claimed).isNotNull().isSameAs(sudogs[1]);
		assertThat(claimed.next).isSameAs(fourth);
		assertThat(fourth.next).isNull();
		assertThat(claimed.closed).isTrue();
		assertThat(this.queue.isEmpty()).isTrue();
		assertThat(sudogs[1].waiter.isClaimed()).isTrue();
		assertThat(fourth.claim()).as("again").isFalse();
	}

	@Test
	void claimsThemBehindThoseOfAnotherQueue() {
		Sudog[] before = addThree();
		Sudog first = this.queue.claimAll(null);
		assertThat(first).isSameAs(before[0]);
		assertThat(this.queue.claimAll(first)).as("nobody more").isSameAs(first);
		Sudog behind = sudog();
		this.queue.add(behind);
		assertThat(this.queue.claimAll(first)).isSameAs(first);
		assertThat(before[2].next).isSameAs(behind);
		assertThat(behind.closed).isTrue();
	}

	private Sudog[] addThree() {
		Sudog[] sudogs = { sudog(), sudog(), sudog() };
		for (Sudog sudog : sudogs) {
			this.queue.add(sudog);
		}
		return sudogs;
	}

	private List<Sudog> drain() {
		List<Sudog> drained = new ArrayList<>();
		Sudog sudog;
		while ((sudog = this.queue.poll()) != null) {
			drained.add(sudog);
		}
		return drained;
	}

	private static Sudog sudog() {
		return new Sudog(new Waiter("test"), 0, null);
	}

}
