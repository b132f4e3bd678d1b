package dev.goroutine.sample.order;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

import dev.goroutine.GoRuntime;
import dev.goroutine.sample.AbstractSampleTests;
import dev.goroutine.sample.SampleClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Orders, over HTTP and in the database.
 */
class OrderTests extends AbstractSampleTests {

	@Autowired
	private JdbcClient jdbc;

	@Autowired
	private TransactionTemplate transactions;

	@Autowired
	private OrderService service;

	@Autowired
	private GoRuntime runtime;

	@Test
	void anOrderIsPlacedAndListed() throws Exception {
		Answer placed = this.client.post("/orders", """
				{"sku":"caf\u00e9 %;'","quantity":2,"colour":"ignored"}""");
		assertThat(placed.status()).isEqualTo(201);
		assertThat(placed.body().propertyNames()).containsExactly("id", "sku", "quantity", "placedAt");
		assertThat(placed.body().get("sku").asString()).isEqualTo("caf\u00e9 %;'");
		assertThat(placed.body().get("quantity").asInt()).isEqualTo(2);
		assertThat(Instant.parse(placed.body().get("placedAt").asString()))
			.isBetween(Instant.now().minus(Duration.ofMinutes(5)), Instant.now().plus(Duration.ofMinutes(5)));
		JsonNode listed = find(placed.body().get("id").asLong());
		for (String property : placed.body().propertyNames()) {
			assertThat(listed.get(property)).isEqualTo(placed.body().get(property));
		}
	}

	@Test
	void theAuditIsWrittenByAGoroutineOfItsOwnAfterTheCommit() throws Exception {
		long id = this.client.post("/orders", "{\"sku\":\"book\",\"quantity\":1}").body().get("id").asLong();
		assertThat(awaitAudit(id)).isEqualTo("OrderAudit.orderPlaced");
	}

	@Test
	void whatIsRolledBackIsNotAudited() {
		Long rolledBack = this.transactions.execute((transaction) -> {
			transaction.setRollbackOnly();
			return this.service.place(new OrderRequest("rolled back", 1)).id();
		});
		assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(60))).isTrue();
		assertThat(count("orders where id = ?", rolledBack)).isZero();
		assertThat(count("audit where order_id = ?", rolledBack)).isZero();
	}

	@Test
	void manyAtOnceAreAllThereAndAudited() throws Exception {
		List<Long> ids = IntStream.range(0, 200)
			.parallel()
			.mapToObj((i) -> this.service.place(new OrderRequest("many", 1 + i)).id())
			.toList();
		assertThat(ids).doesNotHaveDuplicates();
		for (long id : ids) {
			awaitAudit(id);
		}
		Answer newest = this.client.get("/orders?limit=200");
		assertThat(newest.body()).hasSize(200).allMatch((order) -> order.get("sku").asString().equals("many"));
		assertThat(this.client.get("/orders").body()).hasSize(20);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			textBlock = """
					{'quantity':1}                      | sku      | ''              | a string of 1 to 64 characters, such as "book"
					{'sku':'','quantity':1}             | sku      | '""'            | a string of 1 to 64 characters, such as "book"
					{'sku':'  ','quantity':1}           | sku      | '"  "'          | a string of 1 to 64 characters, such as "book"
					{'sku':7,'quantity':1}              | sku      | '7'             | a string of 1 to 64 characters, such as "book"
					{'sku':null,'quantity':1}           | sku      | 'null'          | a string of 1 to 64 characters, such as "book"
					{'sku':['book'],'quantity':1}       | sku      | '["book"]'      | a string of 1 to 64 characters, such as "book"
					{'sku':'book'}                      | quantity | ''              | a whole number from 1 to 1000
					{'sku':'book','quantity':0}         | quantity | '0'             | a whole number from 1 to 1000
					{'sku':'book','quantity':-1}        | quantity | '-1'            | a whole number from 1 to 1000
					{'sku':'book','quantity':1001}      | quantity | '1001'          | a whole number from 1 to 1000
					{'sku':'book','quantity':4294967297}| quantity | '4294967297'    | a whole number from 1 to 1000
					{'sku':'book','quantity':1.5}       | quantity | '1.5'           | a whole number from 1 to 1000
					{'sku':'book','quantity':'many'}    | quantity | '"many"'        | a whole number from 1 to 1000
					7                                   | sku      | ''              | a string of 1 to 64 characters, such as "book"
					[]                                  | sku      | ''              | a string of 1 to 64 characters, such as "book"
					""")
	void aBadOrderIsAnsweredWithAReason(String body, String parameter, String value, String fix) throws Exception {
		Answer answer = this.client.post("/orders", body.replace('\'', '"'));
		assertProblem(answer, 400);
		assertThat(answer.body().get("detail").asString())
			.isEqualTo("Parameter '" + parameter + "' has the value " + value + ": use " + fix);
	}

	@Test
	void aLongSkuIsNotSentBackWhole() throws Exception {
		Answer answer = this.client.post("/orders", "{\"sku\":\"" + "x".repeat(100_000) + "\",\"quantity\":1}");
		assertProblem(answer, 400);
		assertThat(answer.body().get("detail").asString()).hasSizeLessThan(300).contains("truncated");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "{\"sku\":\"book\",", "book" })
	void aBodyThatIsNoJsonIsAnsweredWithAnExample(String body) throws Exception {
		Answer answer = this.client.post("/orders", body);
		assertProblem(answer, 400);
		assertThat(answer.body().get("detail").asString()).contains("{\"sku\":\"book\",\"quantity\":2}");
	}

	@ParameterizedTest
	@CsvSource({ "0", "-1", "1001", "all" })
	void aBadLimitIsAnsweredWithAReason(String limit) throws Exception {
		Answer answer = this.client.get("/orders?limit=" + limit);
		assertProblem(answer, 400);
		assertThat(answer.body().get("detail").asString())
			.isEqualTo("Parameter 'limit' has the value '" + limit + "': use a whole number from 1 to 1000");
	}

	private static void assertProblem(Answer answer, int status) {
		assertThat(answer.status()).isEqualTo(status);
		assertThat(answer.contentType()).isEqualTo("application/problem+json");
		assertThat(answer.body().get("status").asInt()).isEqualTo(status);
	}

	private long count(String where, Object parameter) {
		return this.jdbc.sql("select count(*) from " + where).param(parameter).query(Long.class).single();
	}

	private JsonNode find(long id) throws Exception {
		for (JsonNode order : this.client.get("/orders?limit=1000").body()) {
			if (order.get("id").asLong() == id) {
				return order;
			}
		}
		throw new AssertionError("No order " + id);
	}

	private String awaitAudit(long id) {
		return await().pollDelay(Duration.ZERO)
			.atMost(Duration.ofSeconds(60))
			.until(() -> find(id).get("auditedBy"), Objects::nonNull)
			.asString();
	}

}
