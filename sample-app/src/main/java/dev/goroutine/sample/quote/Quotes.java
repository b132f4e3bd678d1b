package dev.goroutine.sample.quote;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What the suppliers said before the deadline.
 *
 * @param sku the article
 * @param quotes those in time, by supplier
 * @param late how many suppliers were not in time and have been cancelled
 * @param failed how many suppliers could not be asked; left out of the JSON when none
 * @param elapsedMillis how long it took
 */
public record Quotes(String sku, List<Quote> quotes, int late, @JsonInclude(JsonInclude.Include.NON_DEFAULT) int failed,
		long elapsedMillis) {

	public Quotes {
		quotes = List.copyOf(quotes);
	}

}
