package dev.goroutine.sample.supplier;

import java.math.BigDecimal;

/**
 * What a supplier answers.
 *
 * @param supplier the number of the supplier
 * @param price the price of one piece
 */
public record Offer(int supplier, BigDecimal price) {
}
