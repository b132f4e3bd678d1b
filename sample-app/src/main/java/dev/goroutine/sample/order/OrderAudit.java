package dev.goroutine.sample.order;

import dev.goroutine.spring.Go;

import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * Writes down what was ordered. Nobody who orders waits for that.
 */
@Component
class OrderAudit {

	private final Orders orders;

	OrderAudit(Orders orders) {
		this.orders = orders;
	}

	/**
	 * Called after the commit, and not at all after a rollback; returns at once, and the
	 * row is written by a goroutine.
	 * @param event the order
	 */
	@Go
	@TransactionalEventListener
	void orderPlaced(OrderPlaced event) {
		this.orders.insertAudit(event.orderId(), Thread.currentThread().getName());
	}

}
