package dev.goroutine.internal.timer;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TimerStack}.
 */
class TimerStackTests {

	private final TimerStack stack = new TimerStack();

	@Test
	void takesAllLastInFirstOut() {
		assertThat(this.stack.takeAll()).isNull();
		Timer first = push(1);
		Timer second = push(2);
		Timer third = push(3);
		assertThat(this.stack.takeAll()).isSameAs(third);
		assertThat(third.next).isSameAs(second);
		assertThat(second.next).isSameAs(first);
		assertThat(first.next).isNull();
		assertThat(this.stack.takeAll()).isNull();
	}

	@Test
	void tellsWhetherOneComesBefore() {
		assertThat(this.stack.hasAnyBefore(Long.MAX_VALUE)).isFalse();
		push(5);
		push(7);
		assertThat(this.stack.hasAnyBefore(5)).isFalse();
		assertThat(this.stack.hasAnyBefore(6)).isTrue();
		this.stack.takeAll();
		assertThat(this.stack.hasAnyBefore(6)).isFalse();
	}

	private Timer push(long tick) {
		Timer timer = new Timer() {
			@Override
			protected void fire() {
			}
		};
		timer.schedule(tick);
		this.stack.push(timer);
		return timer;
	}

}
