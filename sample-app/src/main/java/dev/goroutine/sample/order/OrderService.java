package dev.goroutine.sample.order;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Places orders.
 */
@Service
class OrderService {

	private final Orders orders;

	private final ApplicationEventPublisher events;

	OrderService(Orders orders, ApplicationEventPublisher events) {
		this.orders = orders;
		this.events = events;
	}

	/**
	 * Places an order. While the database works the goroutine of the request waits, and
	 * no thread.
	 * @param request what is ordered
	 * @return the order
	 */
	@Transactional
	Order place(OrderRequest request) {
		// As precise as the database is.
		Instant placedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
		long id = this.orders.insert(request, placedAt);
		this.events.publishEvent(new OrderPlaced(id));
		return new Order(id, request.sku(), request.quantity(), placedAt, null);
	}

	@Transactional(readOnly = true)
	List<Order> newest(int limit) {
		return this.orders.newest(limit);
	}

}
