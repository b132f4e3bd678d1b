package dev.goroutine.sample.load;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import dev.goroutine.GoRuntime;
import dev.goroutine.sample.AbstractSampleTests;
import dev.goroutine.sample.SampleClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loads, over HTTP.
 */
class LoadTests extends AbstractSampleTests {

	@Autowired
	private GoRuntime runtime;

	@ParameterizedTest
	@CsvSource({ "/wait?millis=30, 30", "/block?millis=30, 30", "/wait, 50", "/block, 500",
			"/burn?seconds=0.01&goroutines=3, 5" })
	void takesItsTime(String path, long millis) throws Exception {
		Answer answer = this.client.get(path);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.body().propertyNames()).containsExactly("elapsedMillis");
		assertThat(answer.body().get("elapsedMillis").asLong()).isGreaterThanOrEqualTo(millis);
	}

	@Test
	void burningTakesAGoroutineForEachButTheFirst() throws Exception {
		long before = this.runtime.snapshot().totals().created();
		this.client.get("/burn?seconds=0.001&goroutines=5");
		// The request's own may be the first or the last of several for its connection.
		assertThat(this.runtime.snapshot().totals().created() - before).isGreaterThanOrEqualTo(5);
	}

	@ParameterizedTest
	@CsvSource({ "/burn?seconds=2&goroutines=1", "/block?millis=2000" })
	void othersAreAnsweredMeanwhile(String disturbance) throws Exception {
		int count = 2 * this.runtime.gomaxprocs();
		List<CompletableFuture<Answer>> disturbing = IntStream.range(0, count)
			.mapToObj((i) -> this.client.beginGet(disturbance))
			.toList();
		int answered = 0;
		while (disturbing.stream().noneMatch(CompletableFuture::isDone)) {
			assertThat(this.client.get("/wait?millis=1").status()).isEqualTo(200);
			answered++;
		}
		assertThat(answered).isGreaterThan(10);
		for (CompletableFuture<Answer> one : disturbing) {
			assertThat(one.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/burn  | seconds    | 0           | use a number of more than 0 and at most 60, such as 0.8
			/burn  | seconds    | -1          | use a number of more than 0 and at most 60, such as 0.8
			/burn  | seconds    | 60.001      | use a number of more than 0 and at most 60, such as 0.8
			/burn  | seconds    | 1e999999999 | use a number of more than 0 and at most 60, such as 0.8
			/burn  | seconds    | NaN         | use a number of more than 0 and at most 60, such as 0.8
			/burn  | goroutines | 0           | use a whole number from 1 to 64
			/burn  | goroutines | 65          | use a whole number from 1 to 64
			/burn  | goroutines | 1.5         | use a whole number from 1 to 64
			/wait  | millis     | 0           | use a whole number from 1 to 10000
			/wait  | millis     | 10001       | use a whole number from 1 to 10000
			/wait  | millis     | soon        | use a whole number from 1 to 10000
			/block | millis     | 0           | use a whole number from 1 to 10000
			/block | millis     | 10001       | use a whole number from 1 to 10000
			/block | millis     | 99999999999 | use a whole number from 1 to 10000
			""")
	void badParametersAreAnsweredWithAReason(String path, String parameter, String value, String fix) throws Exception {
		Answer answer = this.client.get(path + "?" + parameter + "=" + value);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.contentType()).isEqualTo("application/problem+json");
		assertThat(answer.body().get("detail").asString())
			.isEqualTo("Parameter '" + parameter + "' has the value '" + value + "': " + fix);
	}

}
