package dev.goroutine.sample.supplier;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SupplierTests {

	@ParameterizedTest
	@ValueSource(strings = { "book", "", "warm-up", "caf\u00e9", "a longer name of an article", "4711" })
	void takesTwentyToFourHundredMillis(String sku) {
		assertThat(all()).map((supplier) -> supplier.delay(sku))
			.allSatisfy((delay) -> assertThat(delay).isBetween(Duration.ofMillis(20), Duration.ofMillis(400)));
	}

	@Test
	void ofAnyTwentySomeAreInTimeAndSomeAreLate() {
		Duration deadline = Duration.ofMillis(250);
		for (int i = 0; i < 1000; i++) {
			String sku = "article " + i;
			long late = all().limit(20).filter((supplier) -> supplier.delay(sku).compareTo(deadline) > 0).count();
			assertThat(late).as(sku).isBetween(6L, 10L);
		}
	}

	@Test
	void namesAlwaysTheSamePrice() {
		assertThat(new Supplier(3).offer("book")).isEqualTo(new Supplier(3).offer("book"));
		assertThat(new Supplier(3).offer("book")).isNotEqualTo(new Supplier(4).offer("book"));
		assertThat(all()).map((supplier) -> supplier.offer("book").price())
			.allSatisfy((price) -> assertThat(price).isBetween(new BigDecimal("10.00"), new BigDecimal("99.99"))
				.hasScaleOf(2));
	}

	private static Stream<Supplier> all() {
		return IntStream.rangeClosed(1, Supplier.MAX).mapToObj(Supplier::new);
	}

}
