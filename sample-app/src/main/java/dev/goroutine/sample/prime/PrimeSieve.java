package dev.goroutine.sample.prime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

import dev.goroutine.Chan;
import dev.goroutine.Context;
import dev.goroutine.ErrGroup;
import dev.goroutine.GoRuntime;
import dev.goroutine.ReceiveChan;
import dev.goroutine.SendChan;

import org.springframework.stereotype.Component;

/**
 * Finds primes with a goroutine for each: it takes the numbers that the primes before its
 * own do not divide, and passes on those that its own does not divide either. The first
 * that gets through all of them is the next prime.
 */
@Component
class PrimeSieve {

	/** A few numbers at a time cost less than one by one, and no more are under way. */
	private static final int BUFFER = 32;

	private final GoRuntime runtime;

	PrimeSieve(GoRuntime runtime) {
		this.runtime = runtime;
	}

	/**
	 * Finds the first primes.
	 * @param count how many
	 * @return the primes, smallest first
	 * @throws Exception if interrupted
	 */
	List<Integer> first(int count) throws Exception {
		Context.Cancellable context = Context.background().withCancel();
		ErrGroup sieve = new ErrGroup(this.runtime, context);
		List<Integer> primes = new ArrayList<>(count);
		try {
			Chan<Integer> all = Chan.buffered(BUFFER);
			sieve.go(() -> generate(all));
			ReceiveChan<Integer> numbers = all;
			Integer prime;
			while (primes.size() < count && (prime = numbers.receive()) != null) {
				primes.add(prime);
				numbers = without(prime, numbers, sieve);
			}
		}
		finally {
			end(sieve, context);
		}
		return primes;
	}

	/** Starts the goroutine of a prime. Returns what it passes on. */
	private static ReceiveChan<Integer> without(int prime, ReceiveChan<Integer> numbers, ErrGroup sieve) {
		Chan<Integer> undivided = Chan.buffered(BUFFER);
		sieve.go(() -> filter(numbers, undivided, prime));
		return undivided;
	}

	/** All of them wait for each other for ever, so an interrupt has to end them. */
	private static void end(ErrGroup sieve, Context.Cancellable context) throws Exception {
		context.cancel();
		try {
			sieve.await();
		}
		catch (CancellationException ex) {
			// As it was meant.
		}
	}

	private static void generate(SendChan<Integer> numbers) throws InterruptedException {
		for (int number = 2; number > 0; number++) {
			numbers.send(number);
		}
	}

	private static void filter(ReceiveChan<Integer> source, SendChan<Integer> undivided, int divisor)
			throws InterruptedException {
		Integer number;
		while ((number = source.receive()) != null) {
			if (number % divisor != 0) {
				undivided.send(number);
			}
		}
	}

}
