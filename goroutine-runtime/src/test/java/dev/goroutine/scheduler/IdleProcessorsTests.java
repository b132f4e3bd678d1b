package dev.goroutine.scheduler;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bits, at the ends of their words.
 */
class IdleProcessorsTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 63, 64, 65, 128, 129 })
	void holdsAsManyAsItWasMadeFor(int capacity) {
		IdleProcessors idle = new IdleProcessors(capacity);
		idle.reserve(capacity);
		assertThat(idle.isEmpty()).isTrue();
		assertThat(idle.size()).isZero();
		assertThat(idle.take()).isEqualTo(IdleProcessors.NONE);
		idle.put(capacity - 1);
		assertThat(idle.isEmpty()).isFalse();
		assertThat(idle.size()).isOne();
		assertThat(idle.contains(capacity - 1)).isTrue();
		assertThat(idle.take()).isEqualTo(capacity - 1);
		assertThat(idle.contains(capacity - 1)).isFalse();
		assertThat(idle.remove(capacity - 1)).isFalse();
	}

}
