package dev.goroutine.sample.order;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

import org.springframework.jdbc.core.SimplePropertyRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Repository;

/**
 * The tables {@code orders} and {@code audit}.
 */
@Repository
class Orders {

	private final JdbcClient jdbc;

	Orders(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	long insert(OrderRequest order, Instant placedAt) {
		GeneratedKeyHolder keys = new GeneratedKeyHolder();
		this.jdbc.sql("insert into orders (sku, quantity, placed_at) values (:sku, :quantity, :placedAt)")
			.param("sku", order.sku())
			.param("quantity", order.quantity())
			.param("placedAt", placedAt.atOffset(ZoneOffset.UTC))
			.update(keys, "id");
		return Objects.requireNonNull(keys.getKeyAs(Long.class));
	}

	void insertAudit(long orderId, String goroutine) {
		this.jdbc.sql("insert into audit (order_id, goroutine) values (:orderId, :goroutine)")
			.param("orderId", orderId)
			.param("goroutine", goroutine)
			.update();
	}

	List<Order> newest(int limit) {
		return this.jdbc.sql("""
				select id, sku, quantity, placed_at, goroutine as audited_by
				from orders left join audit on order_id = id
				order by id desc limit :limit""")
			.param("limit", limit)
			.query(new SimplePropertyRowMapper<>(Order.class))
			.list();
	}

}
