package dev.goroutine.sample.quote;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.goroutine.sample.web.BadParameterException;
import dev.goroutine.sample.web.Parameters;

import org.springframework.boot.convert.DurationStyle;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Quotes over HTTP.
 */
@RestController
class QuoteController {

	private static final int MAX_SUPPLIERS = 200;

	private static final Duration MAX_DEADLINE = Duration.ofSeconds(10);

	private final QuoteService service;

	QuoteController(QuoteService service) {
		this.service = service;
	}

	@GetMapping("/quotes/{sku}")
	CompletableFuture<Quotes> quotes(@PathVariable String sku, @RequestParam(defaultValue = "20") String suppliers,
			@RequestParam(defaultValue = "250ms") String deadline) throws InterruptedException {
		int count = Parameters.wholeNumber("suppliers", suppliers, 1, MAX_SUPPLIERS);
		return this.service.collect(sku, count, Deadline.in(parseDeadline(deadline)));
	}

	private Duration parseDeadline(String value) {
		String fix = "use a duration of more than 0 and at most 10 s, such as 250ms or 2s";
		try {
			Duration deadline = DurationStyle.detectAndParse(value);
			if (!deadline.isPositive() || deadline.compareTo(MAX_DEADLINE) > 0) {
				throw new BadParameterException("deadline", value, fix, null);
			}
			return deadline;
		}
		catch (IllegalArgumentException ex) {
			throw new BadParameterException("deadline", value, fix, ex);
		}
	}

}
