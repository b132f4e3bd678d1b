package dev.goroutine.sample.quote;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Service;

/**
 * Asks all suppliers at once and takes what comes in time.
 */
@Service
class QuoteService {

	private static final Log logger = LogFactory.getLog(QuoteService.class);

	private final SupplierClient suppliers;

	QuoteService(SupplierClient suppliers) {
		this.suppliers = suppliers;
	}

	/**
	 * Collects quotes, on a goroutine as well: plain code that waits, and no thread of
	 * the web server is held by it.
	 * @param sku the article
	 * @param count how many suppliers to ask, from number 1 on
	 * @param deadline when to stop waiting; those who are late are cancelled
	 * @return the quotes
	 * @throws InterruptedException if interrupted while it waits
	 */
	@Go
	CompletableFuture<Quotes> collect(String sku, int count, Deadline deadline) throws InterruptedException {
		List<Goroutine<Quote>> calls = IntStream.rangeClosed(1, count)
			.mapToObj((supplier) -> this.suppliers.ask(supplier, sku))
			.toList();
		List<Quote> quotes = new ArrayList<>(count);
		int late = 0;
		List<Throwable> failures = new ArrayList<>();
		try {
			for (Goroutine<Quote> call : calls) {
				try {
					quotes.add(call.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS));
				}
				catch (TimeoutException ex) {
					late++;
				}
				catch (ExecutionException ex) {
					failures.add(ex.getCause());
				}
			}
		}
		finally {
			// Interrupts the late ones; those that have ended do not mind.
			calls.forEach((call) -> call.cancel(true));
		}
		if (!failures.isEmpty()) {
			// One line for all: when one of them cannot be reached, often none can.
			logger.warn("%d of %d suppliers of %s failed, the first with %s".formatted(failures.size(), count, sku,
					failures.getFirst()));
		}
		return CompletableFuture
			.completedFuture(new Quotes(sku, quotes, late, failures.size(), deadline.elapsed().toMillis()));
	}

}
