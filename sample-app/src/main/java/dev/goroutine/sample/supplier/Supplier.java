package dev.goroutine.sample.supplier;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * A supplier: for the same article it always names the same price after the same time.
 *
 * @param number 1 to {@value #MAX}
 */
record Supplier(int number) {

	/** The highest number. */
	static final int MAX = 200;

	private static final int FASTEST_MILLIS = 20;

	private static final int SLOWEST_MILLIS = 400;

	private static final int RANGE = SLOWEST_MILLIS - FASTEST_MILLIS + 1;

	/**
	 * The golden section of the range. Steps of it spread any run of suppliers evenly
	 * over the range, so that with 20 of them some are quick and some slow, whatever the
	 * article.
	 */
	private static final int STEP = 235;

	/**
	 * How long this supplier thinks before it answers.
	 * @param sku the article
	 * @return 20 to 400 ms
	 */
	Duration delay(String sku) {
		int offset = Math.floorMod(sku.hashCode(), RANGE);
		return Duration.ofMillis(FASTEST_MILLIS + (offset + this.number * STEP) % RANGE);
	}

	/**
	 * What this supplier answers.
	 * @param sku the article
	 * @return the offer, between 10.00 and 99.99
	 */
	Offer offer(String sku) {
		int cents = 1000 + Math.floorMod(31 * sku.hashCode() + 7919 * this.number, 9000);
		return new Offer(this.number, BigDecimal.valueOf(cents, 2));
	}

}
