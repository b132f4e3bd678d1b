package dev.goroutine.sample.prime;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import dev.goroutine.sample.AbstractSampleTests;
import dev.goroutine.sample.SampleClient.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Primes, over HTTP.
 */
class PrimeTests extends AbstractSampleTests {

	@Autowired
	private GoRuntime runtime;

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 10, 500 })
	void firstPrimes(int count) throws Exception {
		assertThat(primes(this.client.get("/primes/" + count))).isEqualTo(expected(count));
	}

	@Test
	void noGoroutineOfTheSieveIsLeft() throws Exception {
		this.client.get("/primes/100");
		await().atMost(Duration.ofSeconds(30))
			.until(() -> this.runtime.goroutines()
				.stream()
				.noneMatch((goroutine) -> goroutine.stack()
					.stream()
					.anyMatch((frame) -> frame.getClassName().equals(PrimeSieve.class.getName()))));
	}

	/**
	 * Thousands of goroutines that are always ready do not keep others from their turn.
	 */
	@Test
	void quotesAreAnsweredMeanwhile() throws Exception {
		CompletableFuture<Answer> sieve = this.client.beginGet("/primes/3000");
		int answered = 0;
		while (!sieve.isDone()) {
			Answer quotes = this.client.get("/quotes/book?suppliers=3&deadline=10s");
			assertThat(quotes.status()).isEqualTo(200);
			assertThat(quotes.body().get("quotes").size()).isEqualTo(3);
			answered++;
		}
		assertThat(primes(sieve.get(60, TimeUnit.SECONDS))).isEqualTo(expected(3000));
		assertThat(answered).isPositive();
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-1", "10001", "many" })
	void badCountsAreRefused(String count) throws Exception {
		Answer answer = this.client.get("/primes/" + count);
		assertThat(answer.status()).isEqualTo(400);
		assertThat(answer.body().get("detail").asString())
			.isEqualTo("Parameter 'n' has the value '" + count + "': use a whole number from 1 to 10000");
	}

	private static List<Integer> primes(Answer answer) {
		assertThat(answer.status()).isEqualTo(200);
		return answer.body().get("primes").valueStream().map((prime) -> prime.asInt()).toList();
	}

	private static List<Integer> expected(int count) {
		return Stream.iterate(BigInteger.TWO, BigInteger::nextProbablePrime)
			.limit(count)
			.map(BigInteger::intValue)
			.toList();
	}

}
