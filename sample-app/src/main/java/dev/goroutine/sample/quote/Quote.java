package dev.goroutine.sample.quote;

import java.math.BigDecimal;

/**
 * One supplier's price.
 *
 * @param supplier the number of the supplier
 * @param price the price of one piece
 */
public record Quote(int supplier, BigDecimal price) {
}
