package dev.goroutine.sample.prime;

import java.time.Duration;
import java.util.List;

import dev.goroutine.sample.web.Parameters;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Primes over HTTP.
 */
@RestController
class PrimeController {

	/** So many goroutines in a chain. */
	private static final int MOST = 10_000;

	private final PrimeSieve sieve;

	PrimeController(PrimeSieve sieve) {
		this.sieve = sieve;
	}

	/**
	 * The first primes.
	 * @param n how many
	 * @return the primes
	 * @throws Exception if interrupted
	 */
	@GetMapping("/primes/{n}")
	Primes primes(@PathVariable String n) throws Exception {
		int count = Parameters.wholeNumber("n", n, 1, MOST);
		long start = System.nanoTime();
		List<Integer> primes = this.sieve.first(count);
		return new Primes(primes, Duration.ofNanos(System.nanoTime() - start).toMillis());
	}

	/**
	 * The answer.
	 *
	 * @param primes smallest first
	 * @param elapsedMillis how long it took
	 */
	record Primes(List<Integer> primes, long elapsedMillis) {
	}

}
