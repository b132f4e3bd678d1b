package dev.goroutine.internal.base;

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
		IdleProcessors others = new IdleProcessors(capacity);
		assertThat(idle.sizeWith(others)).isZero();
		assertThat(idle.take()).isEqualTo(IdleProcessors.NONE);
		idle.put(capacity - 1);
		assertThat(idle.isEmpty()).isFalse();
		assertThat(idle.sizeWith(others)).isOne();
		others.put(capacity - 1);
		assertThat(idle.sizeWith(others)).as("the same one").isOne();
		assertThat(idle.contains(capacity - 1)).isTrue();
		assertThat(idle.take()).isEqualTo(capacity - 1);
		assertThat(idle.contains(capacity - 1)).isFalse();
		assertThat(idle.sizeWith(others)).isOne();
		assertThat(idle.remove(capacity - 1)).isFalse();
	}

}
