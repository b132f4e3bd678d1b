package dev.goroutine.it;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.goroutine.it.Goroutines.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@code @Go} and {@code @Transactional} on one method, with a real database: the
 * transaction is that of the goroutine.
 */
class TransactionTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class, AopAutoConfiguration.class,
				DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
				JdbcTemplateAutoConfiguration.class, TransactionAutoConfiguration.class))
		.withPropertyValues("spring.datasource.generate-unique-name=true")
		.withBean(JdbcOrders.class);

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void commitsOnTheGoroutine(boolean classProxies) {
		run(classProxies, (context) -> {
			Orders orders = context.getBean(Orders.class);
			assertThat(AopUtils.isCglibProxy(orders)).isEqualTo(classProxies);
			assertThat(AopUtils.isJdkDynamicProxy(orders)).isNotEqualTo(classProxies);
			assertThat(get(orders.place("book"))).isEqualTo("in a transaction on JdbcOrders.place");
			assertThat(count(context)).isOne();
		});
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void exceptionRollsBackAndGoesIntoTheFuture(boolean classProxies) {
		run(classProxies, (context) -> {
			Goroutine<Integer> failing = context.getBean(Orders.class).placeAndFail("book");
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(failing::join)
				.withMessage("after the insert of book");
			assertThat(count(context)).isZero();
		});
	}

	@Test
	void failedFutureRollsBack() {
		run(true, (context) -> {
			Future<?> failing = context.getBean(Orders.class).placeAndReturnFailure("book");
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> get(failing))
				.havingCause()
				.withMessage("after the insert of book");
			assertThat(count(context)).isZero();
		});
	}

	@Test
	void transactionOfTheCallerIsNotThatOfTheGoroutine() {
		run(true, (context) -> {
			Orders orders = context.getBean(Orders.class);
			JdbcTemplate jdbc = context.getBean(JdbcTemplate.class);
			TransactionTemplate transaction = new TransactionTemplate(
					context.getBean(PlatformTransactionManager.class));
			Long seen = transaction.execute((status) -> {
				try {
					jdbc.update("insert into orders values ('of the caller')");
					Long count = get(orders.count());
					get(orders.place("of the goroutine"));
					status.setRollbackOnly();
					return count;
				}
				catch (Exception ex) {
					throw new IllegalStateException(ex);
				}
			});
			assertThat(seen).as("rows that the goroutine sees before the caller commits").isZero();
			assertThat(jdbc.queryForList("select sku from orders", String.class)).containsExactly("of the goroutine");
		});
	}

	@Test
	void transactionEndsWithTheMethodNotWithItsFuture() {
		run(true, (context) -> {
			CompletableFuture<String> inner = new CompletableFuture<>();
			CompletableFuture<String> outer = context.getBean(Orders.class).placeAndReturn("book", inner);
			Awaitility.await().until(() -> count(context) == 1);
			assertThat(outer).isNotDone();
			inner.complete("late");
			assertThat(get(outer)).isEqualTo("late");
		});
	}

	private void run(boolean classProxies, ContextConsumer<AssertableApplicationContext> test) {
		this.contextRunner.withPropertyValues("spring.aop.proxy-target-class=" + classProxies).run((context) -> {
			context.getBean(JdbcTemplate.class).execute("create table orders (sku varchar(100))");
			test.accept(context);
			assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isFalse();
		});
	}

	private static long count(AssertableApplicationContext context) {
		Long count = context.getBean(JdbcTemplate.class).queryForObject("select count(*) from orders", Long.class);
		return (count != null) ? count : -1;
	}

	interface Orders {

		CompletableFuture<String> place(String sku);

		Goroutine<Integer> placeAndFail(String sku);

		CompletableFuture<Integer> placeAndReturnFailure(String sku);

		CompletableFuture<String> placeAndReturn(String sku, CompletableFuture<String> result);

		Future<Long> count();

	}

	static class JdbcOrders implements Orders {

		private final JdbcTemplate jdbc;

		JdbcOrders(JdbcTemplate jdbc) {
			this.jdbc = jdbc;
		}

		@Override
		@Go
		@Transactional
		public CompletableFuture<String> place(String sku) {
			insert(sku);
			return CompletableFuture
				.completedFuture((TransactionSynchronizationManager.isActualTransactionActive() ? "in a" : "without")
						+ " transaction on " + Goroutines.current().name().replaceAll(".*\\.(\\w+\\.\\w+)", "$1"));
		}

		@Override
		@Go
		@Transactional
		public Goroutine<Integer> placeAndFail(String sku) {
			insert(sku);
			throw new IllegalStateException("after the insert of " + sku);
		}

		@Override
		@Go
		@Transactional
		public CompletableFuture<Integer> placeAndReturnFailure(String sku) {
			insert(sku);
			return CompletableFuture.failedFuture(new IllegalStateException("after the insert of " + sku));
		}

		@Override
		@Go
		@Transactional
		public CompletableFuture<String> placeAndReturn(String sku, CompletableFuture<String> result) {
			insert(sku);
			return result;
		}

		@Override
		@Go
		@Transactional(readOnly = true)
		public Future<Long> count() {
			return CompletableFuture
				.completedFuture(this.jdbc.queryForObject("select count(*) from orders", Long.class));
		}

		private void insert(String sku) {
			this.jdbc.update("insert into orders values (?)", sku);
		}

	}

}
