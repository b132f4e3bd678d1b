package dev.goroutine.sample.order;

/**
 * An order was placed: told to listeners once its transaction is committed.
 *
 * @param orderId the number of the order
 */
record OrderPlaced(long orderId) {
}
