package dev.goroutine.sample.quote;

import dev.goroutine.Goroutine;
import dev.goroutine.sample.web.OwnAddress;
import dev.goroutine.spring.Go;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.stereotype.Component;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/**
 * Asks one supplier over HTTP, on a goroutine.
 */
@Component
class SupplierClient {

	private static final Log logger = LogFactory.getLog(SupplierClient.class);

	private final RestClient http;

	private final OwnAddress address;

	private final Counter interrupted;

	SupplierClient(RestClient http, OwnAddress address, MeterRegistry meters) {
		this.http = http;
		this.address = address;
		this.interrupted = Counter.builder("quotes.interrupted")
			.description("Calls to suppliers that were interrupted because they were late")
			.register(meters);
	}

	/**
	 * Asks a supplier. The call blocks its goroutine and no thread: while the answer is
	 * on its way the goroutine is parked, and its M runs others.
	 * @param supplier the number of the supplier
	 * @param sku the article
	 * @return the goroutine; to cancel it aborts the call and closes its connection
	 */
	@Go
	Goroutine<Quote> ask(int supplier, String sku) {
		try {
			return Goroutine.completed(this.http.get()
				.uri(this.address.uri() + "/supplier/{supplier}/{sku}", supplier, sku)
				.retrieve()
				.body(Quote.class));
		}
		catch (ResourceAccessException ex) {
			if (Thread.currentThread().isInterrupted()) {
				this.interrupted.increment();
				logger.debug("Supplier " + supplier + " was too late with " + sku);
			}
			throw ex;
		}
	}

}
